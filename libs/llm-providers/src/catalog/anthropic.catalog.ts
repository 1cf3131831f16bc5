import { type CatalogEntry, type ListPrice, toModelPrice } from './catalog-entry.ts';

type Facts = {
  id: string;
  name: string;
  price: ListPrice;
  contextTokens: number;
  maxOutputTokens: number;
  aliases?: string[];
};

/** Cache writes cost 1.25 times the input for five minutes and twice for an hour: Anthropic's price page. */
function withWrites(input: number, output: number, cacheRead: number): ListPrice {
  return { input, output, cacheRead, cacheWrite5m: input * 1.25, cacheWrite1h: input * 2 };
}

const M = 1_000_000;
const K = 1_000;

const facts: Facts[] = [
  {
    id: 'claude-fable-5-1',
    name: 'Claude Fable 5.1',
    price: withWrites(10, 50, 0.25),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-fable-5',
    name: 'Claude Fable 5',
    price: withWrites(10, 50, 1),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-5-5',
    name: 'Claude Opus 5.5',
    price: withWrites(4, 20, 0.2),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-5',
    name: 'Claude Opus 5',
    price: withWrites(5, 25, 0.5),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-4-8',
    name: 'Claude Opus 4.8',
    price: withWrites(5, 25, 0.5),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-4-7',
    name: 'Claude Opus 4.7',
    price: withWrites(5, 25, 0.5),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-4-6',
    name: 'Claude Opus 4.6',
    price: withWrites(5, 25, 0.5),
    contextTokens: M,
    maxOutputTokens: 128 * K,
  },
  {
    id: 'claude-opus-4-5',
    name: 'Claude Opus 4.5',
    price: withWrites(5, 25, 0.5),
    contextTokens: 200 * K,
    maxOutputTokens: 64 * K,
    aliases: ['claude-opus-4-5-20251101'],
  },
  {
    id: 'claude-sonnet-5',
    name: 'Claude Sonnet 5',
    price: withWrites(2, 10, 0.2),
    contextTokens: M,
    maxOutputTokens: 64 * K,
  },
  {
    id: 'claude-sonnet-4-6',
    name: 'Claude Sonnet 4.6',
    price: withWrites(3, 15, 0.3),
    contextTokens: M,
    maxOutputTokens: 64 * K,
  },
  {
    id: 'claude-sonnet-4-5',
    name: 'Claude Sonnet 4.5',
    price: withWrites(3, 15, 0.3),
    contextTokens: 200 * K,
    maxOutputTokens: 64 * K,
    aliases: ['claude-sonnet-4-5-20250929'],
  },
  {
    id: 'claude-haiku-4-5',
    name: 'Claude Haiku 4.5',
    price: withWrites(1, 5, 0.1),
    contextTokens: 200 * K,
    maxOutputTokens: 64 * K,
    aliases: ['claude-haiku-4-5-20251001'],
  },
];

/** Anthropic's models with their list prices as of November 2026. A model without a price here is not sold. */
export const anthropicCatalog: CatalogEntry[] = facts.map(
  ({ id, name, price, contextTokens, maxOutputTokens, aliases = [] }) => ({
    aliases,
    card: {
      id,
      provider: 'anthropic',
      displayName: name,
      kind: 'chat',
      simulated: false,
      contextTokens,
      maxOutputTokens,
      typicalOutputTokens: 1_500,
      price: toModelPrice(price),
      dialects: ['anthropic-messages'],
      capabilities: { tools: true, images: true, reasoning: true },
    },
  }),
);
