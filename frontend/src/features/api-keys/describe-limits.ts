import type { ApiKey } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits } from '../../shared/ui/format.ts';

const WHEN = { day: 'today', month: 'this month', total: 'in all' };

/** The limits of a key, and the models that help out, in a few words, e.g. `0.10 of 5.00 credits today`; none when it has none. */
export function describeLimits(key: ApiKey): string[] {
  const { budgets, requestsPerMinute, tokensPerMinute, fallbackModels } = key;
  return [
    ...budgets.map(
      ({ period, limit, spent, held }) =>
        `${formatCredits(spent + held)} of ${formatCredits(limit)} credits ${WHEN[period]}`,
    ),
    ...(requestsPerMinute === null ? [] : [`${formatCount(requestsPerMinute)} requests a minute`]),
    ...(tokensPerMinute === null ? [] : [`${formatCount(tokensPerMinute)} tokens a minute`]),
    ...(fallbackModels.length === 0 ? [] : [`helped out by ${fallbackModels.join(', ')}`]),
  ];
}
