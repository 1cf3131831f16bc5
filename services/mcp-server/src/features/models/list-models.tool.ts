import { type PricedCard, creditPriceSchema, presentModel } from '@smart-ai-hub/contracts';
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Answering } from '../mcp/answer-tool.ts';
import type { ModelsRepository } from './models.repository.ts';

const modelOutputSchema = z.object({
  id: z.string(),
  displayName: z.string(),
  provider: z.string(),
  simulated: z.boolean().describe('true for models of the built-in simulator'),
  contextTokens: z.number(),
  maxOutputTokens: z.number(),
  price: creditPriceSchema.describe(
    'credits per million tokens; a tier holds for the whole call when its input is longer than it says',
  ),
});

const outputSchema = z.object({ models: z.array(modelOutputSchema) });

export function registerListModels(server: McpServer, models: ModelsRepository, answer: Answering): void {
  server.registerTool(
    'list_models',
    {
      title: 'List models',
      description: 'The language models that ask_model can call, with their prices in credits per million tokens.',
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () =>
      answer('list_models', async () => ({ value: { models: (await models.listModelCards()).map(describeModel) } })),
  );
}

/** Only what the schema names leaves: a caller of a tool pays for each word of its answer. */
function describeModel(card: PricedCard): z.output<typeof outputSchema>['models'][number] {
  return modelOutputSchema.parse(presentModel(card));
}
