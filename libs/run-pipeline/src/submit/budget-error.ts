import { AppError, microsToCredits } from '@smart-ai-hub/contracts';
import type { Ledger } from '@smart-ai-hub/ledger';

const LASTS = { day: ' a day', month: ' a month', total: ' in all' };

/** Why a call does not fit into a budget, with the time after which it may. */
export async function budgetError(
  { readBudget }: Pick<Ledger, 'readBudget'>,
  budgetId: string,
  holdMicros: bigint,
): Promise<AppError> {
  const budget = await readBudget(budgetId);
  if (!budget)
    return new AppError('budget_exceeded', { detail: 'A budget was used up. Try again.', retryAfterSeconds: 1 });
  const { period, limitMicros, spentMicros, heldMicros, resetsAt, isOfKey } = budget;
  const owner = isOfKey ? 'this API key' : 'you';
  const taken = `${microsToCredits(spentMicros)} are spent and ${microsToCredits(heldMicros)} held`;
  return new AppError('budget_exceeded', {
    detail:
      `This call needs ${microsToCredits(holdMicros)} credits set aside, and the budget of ${owner} is ` +
      `${microsToCredits(limitMicros)}${LASTS[period]}, of which ${taken}.`,
    limitSource: `${isOfKey ? 'key' : 'user'}_${period}_budget`,
    ...(resetsAt && { retryAfterSeconds: Math.ceil((resetsAt.getTime() - Date.now()) / 1_000) }),
  });
}
