import { type Transaction, type TransactionType, usageSchema } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits } from './format.ts';

export const transactionTypeNames: Record<TransactionType, string> = {
  welcome: 'Welcome credits',
  purchase: 'Purchase',
  grant: 'Grant',
  promo: 'Promo code',
  correction: 'Correction',
  refund: 'Refund',
  dispute: 'Dispute',
  debt: 'Debt paid',
  hold: 'Hold',
  settlement: 'Settlement',
  void: 'Hold released',
};

const explanations: Record<TransactionType, string> = {
  welcome: 'Credits that came with the account.',
  purchase: 'Credits you bought.',
  grant: 'Credits given by the operator of this hub.',
  promo: 'Credits of a promo code; or those of a bonus went back with the purchase they came with.',
  correction: 'A correction by the operator of this hub.',
  refund: 'A payment was returned, and its credits with it; or a refund failed, and they came back.',
  dispute:
    'A payment was disputed at the bank, and its credits taken back; or the dispute was won, and they came back.',
  debt: 'Credits that a refund or a dispute could not take back, paid now.',
  hold: 'Set aside before a call, so that it cannot cost more than you have. The balance does not change.',
  settlement: 'The exact cost of a call, taken from what was held; the rest was released.',
  void: 'A call ended without any cost: everything held for it was released.',
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function credits(value: unknown): string | undefined {
  return typeof value === 'number' ? `${formatCredits(value)} credits` : undefined;
}

function tokens(value: unknown): string | undefined {
  const parsed = usageSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens, estimated } = parsed.data;
  const cached = cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens;
  return [
    `${formatCount(inputTokens)} in`,
    ...(cached > 0 ? [`${formatCount(cached)} cached`] : []),
    `${formatCount(outputTokens)} out`,
    ...(estimated ? ['counted by the hub'] : []),
  ].join(' · ');
}

export type TransactionDetail = { label: string; value: string };

/** What an expanded row tells. The metadata is open-ended, so only what is there and of the right kind is shown. */
export function transactionDetails({ id, metadata }: Transaction): TransactionDetail[] {
  const details: [string, string | undefined][] = [
    ['Run', text(metadata['runId'])],
    ['Model', text(metadata['model'])],
    ['Tokens', tokens(metadata['usage'])],
    ['Held', credits(metadata['held'])],
    ['Released', credits(metadata['released'])],
    ['Entry', id],
  ];
  return details.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

export function explainTransaction({ type }: Transaction): string {
  return explanations[type];
}

/** One line under the type: how much a hold set aside, which model a call used, else the ledger's own words. */
export function transactionSummary({ type, description, metadata }: Transaction): string {
  const model = text(metadata['model']);
  const amount =
    type === 'hold' ? credits(metadata['held']) : type === 'settlement' ? credits(metadata['released']) : undefined;
  const moved = amount && `${amount} ${type === 'hold' ? 'held' : 'released'}`;
  return [model, moved].filter((part) => part !== undefined).join(' · ') || description;
}
