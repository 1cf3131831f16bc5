import { type ModelCard, microsToCredits } from '@smart-ai-hub/contracts';
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Answering } from '../mcp/answer-tool.ts';
import type { ModelsRepository } from './models.repository.ts';

const outputSchema = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      displayName: z.string(),
      provider: z.string(),
      simulated: z.boolean().describe('true for models of the built-in simulator'),
      contextTokens: z.number(),
      maxOutputTokens: z.number(),
      price: z
        .object({ input: z.number(), cacheRead: z.number(), output: z.number() })
        .describe('credits per million tokens'),
    }),
  ),
});

export function registerListModels(server: McpServer, models: ModelsRepository, answer: Answering): void {
  server.registerTool(
    'list_models',
    {
      title: 'List models',
      description: 'The language models that ask_model can call, with their prices in credits per million tokens.',
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () => answer('list_models', async () => ({ value: { models: (await models.listModelCards()).map(presentModel) } })),
  );
}

function presentModel(card: ModelCard): z.input<typeof outputSchema>['models'][number] {
  const { id, displayName, provider, simulated, contextTokens, maxOutputTokens, price } = card;
  const credits = (micros: number) => microsToCredits(BigInt(micros));
  return {
    id,
    displayName,
    provider,
    simulated,
    contextTokens,
    maxOutputTokens,
    price: {
      input: credits(price.inputMicros),
      cacheRead: credits(price.cacheReadMicros),
      output: credits(price.outputMicros),
    },
  };
}
