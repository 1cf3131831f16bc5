import { anthropicTraitsOf } from '@smart-ai-hub/dialects';
import type { CatalogEntry } from './catalog-entry.ts';
import { type ModelFacts, toCatalog } from './to-catalog.ts';

const K = 1_000;

const claude = (id: string, name: string, maxOutputTokens: number, aliases: string[] = []): ModelFacts => ({
  id,
  name,
  kind: 'chat',
  maxOutputTokens,
  typicalOutputTokens: 1_500,
  dialects: ['anthropic-messages'],
  capabilities: { tools: true, images: true, reasoning: true, prefill: anthropicTraitsOf(id).hasPrefill },
  aliases,
});

/** Anthropic's models as of November 2026. A model without a price is not sold. */
export const anthropicCatalog: CatalogEntry[] = toCatalog('anthropic', [
  claude('claude-fable-5-1', 'Claude Fable 5.1', 128 * K),
  claude('claude-fable-5', 'Claude Fable 5', 128 * K),
  claude('claude-opus-5-5', 'Claude Opus 5.5', 128 * K),
  claude('claude-opus-5', 'Claude Opus 5', 128 * K),
  claude('claude-opus-4-8', 'Claude Opus 4.8', 128 * K),
  claude('claude-opus-4-7', 'Claude Opus 4.7', 128 * K),
  claude('claude-opus-4-6', 'Claude Opus 4.6', 128 * K),
  claude('claude-opus-4-5', 'Claude Opus 4.5', 64 * K, ['claude-opus-4-5-20251101']),
  claude('claude-sonnet-5', 'Claude Sonnet 5', 64 * K),
  claude('claude-sonnet-4-6', 'Claude Sonnet 4.6', 64 * K),
  claude('claude-sonnet-4-5', 'Claude Sonnet 4.5', 64 * K, ['claude-sonnet-4-5-20250929']),
  claude('claude-haiku-4-5', 'Claude Haiku 4.5', 64 * K, ['claude-haiku-4-5-20251001']),
]);
