import type { WireDialect } from '@smart-ai-hub/contracts';
import type { CatalogEntry } from './catalog-entry.ts';
import { type ModelFacts, toCatalog } from './to-catalog.ts';

const K = 1_000;

/** What OpenAI's models of text are asked in without conversion. */
export const openAiDialects: WireDialect[] = ['openai-chat', 'openai-responses'];

const chat = (id: string, name: string, maxOutputTokens: number, reasoning: boolean): ModelFacts => ({
  id,
  name,
  kind: 'chat',
  maxOutputTokens,
  typicalOutputTokens: reasoning ? 2_500 : 1_000,
  dialects: openAiDialects,
  capabilities: { tools: true, images: true, reasoning },
});
const gpt = (id: string, name: string): ModelFacts => chat(id, name, 128 * K, true);

const embedding = (id: string, name: string): ModelFacts => ({
  id,
  name,
  kind: 'embedding',
  maxOutputTokens: 0,
  typicalOutputTokens: 0,
  dialects: ['openai-embeddings'],
  capabilities: { tools: false, images: false, reasoning: false },
});

/** OpenAI's models as of November 2026. A model without a price is not sold. */
export const openAiCatalog: CatalogEntry[] = toCatalog('openai', [
  gpt('gpt-6-astra', 'GPT-6 Astra'),
  gpt('gpt-6-sol', 'GPT-6 Sol'),
  gpt('gpt-6-luna', 'GPT-6 Luna'),
  gpt('gpt-5.6-sol', 'GPT-5.6 Sol'),
  gpt('gpt-5.6-terra', 'GPT-5.6 Terra'),
  gpt('gpt-5.6-luna', 'GPT-5.6 Luna'),
  gpt('gpt-5.5', 'GPT-5.5'),
  gpt('gpt-5.4', 'GPT-5.4'),
  gpt('gpt-5.4-mini', 'GPT-5.4 mini'),
  gpt('gpt-5.4-nano', 'GPT-5.4 nano'),
  gpt('gpt-5.2', 'GPT-5.2'),
  gpt('gpt-5.1', 'GPT-5.1'),
  gpt('gpt-5', 'GPT-5'),
  gpt('gpt-5-mini', 'GPT-5 mini'),
  gpt('gpt-5-nano', 'GPT-5 nano'),
  chat('gpt-4.1', 'GPT-4.1', 32_768, false),
  chat('gpt-4.1-mini', 'GPT-4.1 mini', 32_768, false),
  chat('gpt-4.1-nano', 'GPT-4.1 nano', 32_768, false),
  chat('gpt-4o', 'GPT-4o', 16_384, false),
  chat('gpt-4o-mini', 'GPT-4o mini', 16_384, false),
  chat('o3', 'o3', 100 * K, true),
  chat('o4-mini', 'o4-mini', 100 * K, true),
  embedding('text-embedding-3-small', 'Text Embedding 3 Small'),
  embedding('text-embedding-3-large', 'Text Embedding 3 Large'),
  embedding('text-embedding-ada-002', 'Text Embedding Ada 002'),
]);
