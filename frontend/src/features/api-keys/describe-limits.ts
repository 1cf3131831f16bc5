import type { ApiKey } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits } from '../../shared/ui/format.ts';

const WHEN = { day: 'today', month: 'this month', total: 'in all' };

/** The limits of a key in a few words, e.g. `0.10 of 5.00 credits today`; none when it has none. */
export function describeLimits({ budgets, requestsPerMinute, tokensPerMinute }: ApiKey): string[] {
  return [
    ...budgets.map(
      ({ period, limit, spent, held }) =>
        `${formatCredits(spent + held)} of ${formatCredits(limit)} credits ${WHEN[period]}`,
    ),
    ...(requestsPerMinute === null ? [] : [`${formatCount(requestsPerMinute)} requests a minute`]),
    ...(tokensPerMinute === null ? [] : [`${formatCount(tokensPerMinute)} tokens a minute`]),
  ];
}
