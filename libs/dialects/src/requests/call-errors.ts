import type { ErrorCode } from '@smart-ai-hub/contracts';

/** What can be answered by every route on which a model answers, beyond what its form implies. */
export const callErrors = [
  'model_not_found',
  'context_overflow',
  'content_filtered',
  'provider_rejected',
  'cost_cap_too_low',
  'insufficient_credits',
  'budget_exceeded',
  'account_frozen',
  'account_in_debt',
  'idempotency_conflict',
  'idempotency_answer_gone',
  'rate_limited',
  'run_cancelled',
  'run_interrupted',
  'no_capacity',
  'provider_bad_response',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_misconfigured',
  'provider_timeout',
] as const satisfies ErrorCode[];
