import type { ProviderEvent } from '@smart-ai-hub/contracts';
import {
  type ModelCall,
  createReasoningKeeper,
  toolCallsWithoutReasoning,
  withKeptReasoning,
} from '@smart-ai-hub/dialects';
import type { ResolvedModel } from '@smart-ai-hub/llm-providers';
import type { ReasoningScope, ReasoningStore } from './reasoning-store.ts';

type Answering = { accountId: string; call: ModelCall };

/**
 * Claude signs what it thinks before it calls a tool, and wants it back with the tool's result. OpenAI's dialect has no place for it: it
 * is kept here, and put back when the caller comes with the result.
 */
export async function restoreReasoning(
  store: ReasoningStore,
  answering: Answering,
  target: ResolvedModel,
): Promise<ModelCall> {
  const scope = scopeOf(answering, target);
  if (!scope) return answering.call;
  const parsed = answering.call.parsed();
  const toolCallIds = toolCallsWithoutReasoning(parsed.request);
  if (toolCallIds.length === 0) return answering.call;
  const request = withKeptReasoning(parsed.request, await store.load(scope, toolCallIds));
  return { ...answering.call, parsed: () => ({ ...parsed, request }) };
}

/** Hands the events of an answer on, and keeps what was thought in it before the answer is told to be complete. */
export function keepReasoning(
  store: ReasoningStore,
  answering: Answering,
  target: ResolvedModel,
  events: AsyncIterable<ProviderEvent>,
): AsyncIterable<ProviderEvent> {
  const scope = scopeOf(answering, target);
  return scope ? watch(store, scope, events) : events;
}

async function* watch(store: ReasoningStore, scope: ReasoningScope, events: AsyncIterable<ProviderEvent>) {
  const keeper = createReasoningKeeper();
  for await (const event of events) {
    keeper.observe(event);
    const kept = event.type === 'finish' ? keeper.kept() : undefined;
    if (kept) await store.save(scope, kept.toolCallIds, kept.parts);
    yield event;
  }
}

/** Undefined where there is nothing to keep: the caller carries it, or the model's provider signs nothing. */
function scopeOf({ accountId, call }: Answering, { card }: ResolvedModel): ReasoningScope | undefined {
  const signs = card.dialects.includes('anthropic-messages') && card.capabilities.reasoning;
  const isCarried = call.wire === undefined || call.wire.dialect !== 'openai-chat';
  return signs && !isCarried ? { accountId, provider: card.provider } : undefined;
}
