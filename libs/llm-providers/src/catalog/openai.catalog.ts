import { type CatalogEntry, type ListPrice, toModelPrice } from './catalog-entry.ts';

type Facts = {
  id: string;
  name: string;
  price: ListPrice;
  contextTokens: number;
  maxOutputTokens: number;
  reasoning: boolean;
};

const K = 1_000;
/**
 * Prompts above 272,000 tokens cost double on the largest models. A card has one price, so their context ends here: nobody is
 * charged a price that was not shown.
 */
const ONE_PRICE_CONTEXT = 271_999;

/** From GPT-5.6 on, writing to the cache costs a quarter more than plain input. */
const PRICES_CACHE_WRITES = /^gpt-(?:5\.6|6)/;

const gpt = (
  id: string,
  name: string,
  contextTokens: number,
  input: number,
  cacheRead: number,
  output: number,
): Facts => ({
  id,
  name,
  price: { input, cacheRead, output, ...(PRICES_CACHE_WRITES.test(id) && { cacheWrite5m: input * 1.25 }) },
  contextTokens,
  maxOutputTokens: 128 * K,
  reasoning: true,
});

const older = (id: string, name: string, sizes: [context: number, output: number], price: ListPrice): Facts => ({
  id,
  name,
  price,
  contextTokens: sizes[0],
  maxOutputTokens: sizes[1],
  reasoning: id.startsWith('o'),
});

const facts: Facts[] = [
  gpt('gpt-6-astra', 'GPT-6 Astra', ONE_PRICE_CONTEXT, 10, 1, 50),
  gpt('gpt-6-sol', 'GPT-6 Sol', ONE_PRICE_CONTEXT, 2, 0.2, 10),
  gpt('gpt-6-luna', 'GPT-6 Luna', ONE_PRICE_CONTEXT, 0.1, 0.01, 0.5),
  gpt('gpt-5.6-sol', 'GPT-5.6 Sol', ONE_PRICE_CONTEXT, 4, 0.4, 20),
  gpt('gpt-5.6-terra', 'GPT-5.6 Terra', ONE_PRICE_CONTEXT, 2, 0.2, 12),
  gpt('gpt-5.6-luna', 'GPT-5.6 Luna', ONE_PRICE_CONTEXT, 0.2, 0.02, 1.2),
  gpt('gpt-5.5', 'GPT-5.5', ONE_PRICE_CONTEXT, 5, 0.5, 30),
  gpt('gpt-5.4', 'GPT-5.4', ONE_PRICE_CONTEXT, 2.5, 0.25, 15),
  gpt('gpt-5.4-mini', 'GPT-5.4 mini', 400 * K, 0.75, 0.075, 4.5),
  gpt('gpt-5.4-nano', 'GPT-5.4 nano', 400 * K, 0.2, 0.02, 1.25),
  gpt('gpt-5.2', 'GPT-5.2', 400 * K, 1.75, 0.175, 14),
  gpt('gpt-5.1', 'GPT-5.1', 400 * K, 1.25, 0.125, 10),
  gpt('gpt-5', 'GPT-5', 400 * K, 1.25, 0.125, 10),
  gpt('gpt-5-mini', 'GPT-5 mini', 400 * K, 0.25, 0.025, 2),
  gpt('gpt-5-nano', 'GPT-5 nano', 400 * K, 0.05, 0.005, 0.4),
  older('gpt-4.1', 'GPT-4.1', [1_000_000, 32_768], { input: 2, cacheRead: 0.5, output: 8 }),
  older('gpt-4.1-mini', 'GPT-4.1 mini', [1_000_000, 32_768], { input: 0.4, cacheRead: 0.1, output: 1.6 }),
  older('gpt-4.1-nano', 'GPT-4.1 nano', [1_000_000, 32_768], { input: 0.1, cacheRead: 0.025, output: 0.4 }),
  older('gpt-4o', 'GPT-4o', [128_000, 16_384], { input: 2.5, cacheRead: 1.25, output: 10 }),
  older('gpt-4o-mini', 'GPT-4o mini', [128_000, 16_384], { input: 0.15, cacheRead: 0.075, output: 0.6 }),
  older('o3', 'o3', [200_000, 100_000], { input: 2, cacheRead: 0.5, output: 8 }),
  older('o4-mini', 'o4-mini', [200_000, 100_000], { input: 1.1, cacheRead: 0.275, output: 4.4 }),
];

/** OpenAI's models with their list prices as of November 2026. A model without a price here is not sold. */
export const openAiCatalog: CatalogEntry[] = facts.map(
  ({ id, name, price, contextTokens, maxOutputTokens, reasoning }) => ({
    aliases: [],
    card: {
      id,
      provider: 'openai',
      displayName: name,
      kind: 'chat',
      simulated: false,
      contextTokens,
      maxOutputTokens,
      typicalOutputTokens: reasoning ? 2_500 : 1_000,
      price: toModelPrice(price),
      dialects: ['openai-chat'],
      capabilities: { tools: true, images: true, reasoning },
    },
  }),
);
