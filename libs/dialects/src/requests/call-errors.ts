import type { ErrorCode } from '@smart-ai-hub/contracts';

/** What can be answered by every route on which a model answers, beyond what its form implies. */
export const callErrors = [
  'model_not_found',
  'context_overflow',
  'content_filtered',
  'provider_rejected',
  'insufficient_credits',
  'account_frozen',
  'idempotency_conflict',
  'run_cancelled',
  'run_interrupted',
  'no_capacity',
  'provider_bad_response',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_misconfigured',
  'provider_timeout',
] as const satisfies ErrorCode[];
