import type { CreditPrice, CreditRates, Model } from '@smart-ai-hub/contracts';
import { formatCompact } from '../../shared/ui/format.ts';

/** One class of tokens with its price, in credits per million, in each column. */
export type PriceLine = { label: string; credits: number[] };
export type PriceTable = { columns: string[]; lines: PriceLine[] };

const chatLines: [label: string, rate: keyof CreditRates][] = [
  ['Input', 'input'],
  ['Cache read', 'cacheRead'],
  ['Cache write, 5 minutes', 'cacheWrite5m'],
  ['Cache write, 1 hour', 'cacheWrite1h'],
  ['Output', 'output'],
  ['Reasoning', 'reasoning'],
  ['Images in the prompt', 'image'],
];
const embeddingLines = chatLines.slice(0, 1);

/** All prices of a model: a line for each class that its kind has, a column for each length of prompts that has prices of its own. */
export function priceTableOf(price: CreditPrice, kind: Model['kind']): PriceTable {
  const lines = kind === 'chat' ? chatLines : embeddingLines;
  const limits = price.tiers.map(({ aboveInputTokens }) => formatCompact(aboveInputTokens));
  return {
    columns: limits.length === 0 ? ['Price'] : [`Up to ${limits[0]} input`, ...limits.map((limit) => `Above ${limit}`)],
    lines: lines.map(([label, rate]) => ({ label, credits: [price, ...price.tiers].map((rates) => rates[rate]) })),
  };
}
