import type { ReasoningPart } from '@smart-ai-hub/dialects';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** A tool that a person has to allow may take a day; after it the model goes on without its earlier thoughts. */
const TTL_SECONDS = 86_400;

const keptSchema = z.object({
  /** Only the provider that signed it can read it. */
  provider: z.string(),
  parts: z.array(z.object({ type: z.literal('reasoning'), text: z.string(), signature: z.string() })),
});

/** Signed reasoning by account and tool call, for callers who cannot carry it. */
export type ReasoningStore = {
  save(scope: ReasoningScope, toolCallIds: string[], parts: ReasoningPart[]): Promise<void>;
  load(scope: ReasoningScope, toolCallIds: string[]): Promise<Map<string, ReasoningPart[]>>;
};
export type ReasoningScope = { accountId: string; provider: string };

export function createReasoningStore(redis: Redis): ReasoningStore {
  const keyOf = (accountId: string, toolCallId: string) => `reasoning:${accountId}:${toolCallId}`;
  return {
    async save({ accountId, provider }, toolCallIds, parts) {
      const pipeline = redis.pipeline();
      const text = JSON.stringify({ provider, parts });
      for (const id of toolCallIds) pipeline.set(keyOf(accountId, id), text, 'EX', TTL_SECONDS);
      await pipeline.exec();
    },
    async load({ accountId, provider }, toolCallIds) {
      const texts = await redis.mget(toolCallIds.map((id) => keyOf(accountId, id)));
      const found = texts.flatMap((text, index): [string, ReasoningPart[]][] => {
        const kept = text === null ? undefined : keptSchema.parse(JSON.parse(text));
        return kept?.provider === provider ? [[toolCallIds[index] ?? '', kept.parts]] : [];
      });
      return new Map(found);
    },
  };
}
