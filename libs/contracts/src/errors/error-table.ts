import { z } from 'zod';

/** Who has to act on an error; a metric label. */
export type ErrorOwner = 'client' | 'platform' | 'upstream' | 'capacity';

type ErrorRow = {
  status: number;
  title: string;
  /** True when the same call may succeed later, unchanged. */
  retryable: boolean;
  owner: ErrorOwner;
  openaiType: string;
  anthropicType: string;
};

const client = (status: number, title: string, openaiType: string, anthropicType: string): ErrorRow => ({
  status,
  title,
  retryable: false,
  owner: 'client',
  openaiType,
  anthropicType,
});

const retry = (row: Omit<ErrorRow, 'retryable'>): ErrorRow => ({ ...row, retryable: true });

/** Every error the product can answer with, once. The code is stable and has a page under docs/errors/. */
export const errorTable = {
  validation_failed: client(400, 'The request is not valid', 'invalid_request_error', 'invalid_request_error'),
  malformed_json: client(400, 'The body is not valid JSON', 'invalid_request_error', 'invalid_request_error'),
  email_taken: client(400, 'The account already exists', 'invalid_request_error', 'invalid_request_error'),
  weak_password: client(400, 'The password is too weak', 'invalid_request_error', 'invalid_request_error'),
  thread_unsupported: client(400, 'Threads are not kept', 'invalid_request_error', 'invalid_request_error'),
  context_overflow: client(400, 'The prompt is too long', 'invalid_request_error', 'invalid_request_error'),
  content_filtered: client(400, 'The content was refused', 'invalid_request_error', 'invalid_request_error'),
  provider_rejected: client(400, 'The provider refused the call', 'invalid_request_error', 'invalid_request_error'),
  webhook_signature_invalid: client(
    400,
    'The signature is not valid',
    'invalid_request_error',
    'invalid_request_error',
  ),
  unauthenticated: client(401, 'Not signed in', 'authentication_error', 'authentication_error'),
  invalid_credentials: client(401, 'Wrong e-mail or password', 'authentication_error', 'authentication_error'),
  invalid_api_key: client(401, 'The API key is not valid', 'authentication_error', 'authentication_error'),
  cost_cap_too_low: client(400, 'The cost cap is too low', 'invalid_request_error', 'invalid_request_error'),
  insufficient_credits: client(402, 'Not enough credits', 'insufficient_quota', 'billing_error'),
  account_in_debt: client(402, 'The account is in debt', 'insufficient_quota', 'billing_error'),
  budget_exceeded: client(402, 'The budget is used up', 'insufficient_quota', 'billing_error'),
  account_frozen: client(403, 'The account is frozen', 'permission_error', 'permission_error'),
  webhook_wrong_mode: client(403, 'The event is of another environment', 'permission_error', 'permission_error'),
  forbidden: client(403, 'Not allowed', 'permission_error', 'permission_error'),
  not_found: client(404, 'Not found', 'not_found_error', 'not_found_error'),
  model_not_found: client(404, 'No such model', 'invalid_request_error', 'not_found_error'),
  previous_response_not_found: client(404, 'No such previous response', 'invalid_request_error', 'not_found_error'),
  content_not_kept: client(404, 'The content is not kept', 'not_found_error', 'not_found_error'),
  promo_code_unknown: client(404, 'No such promo code', 'not_found_error', 'not_found_error'),
  method_not_allowed: client(405, 'Method not allowed', 'invalid_request_error', 'invalid_request_error'),
  idempotency_answer_gone: client(
    409,
    'The answer is no longer kept',
    'invalid_request_error',
    'invalid_request_error',
  ),
  run_not_active: client(409, 'The run has ended', 'invalid_request_error', 'invalid_request_error'),
  account_has_credits: client(409, 'The account has credits left', 'invalid_request_error', 'invalid_request_error'),
  last_administrator: client(409, 'The last administrator', 'invalid_request_error', 'invalid_request_error'),
  promo_code_taken: client(409, 'The promo code is taken', 'invalid_request_error', 'invalid_request_error'),
  promo_code_not_redeemable: client(
    409,
    'The promo code cannot be redeemed',
    'invalid_request_error',
    'invalid_request_error',
  ),
  price_not_endable: client(409, 'The price cannot be ended', 'invalid_request_error', 'invalid_request_error'),
  payment_not_refundable: client(
    409,
    'The payment cannot be refunded',
    'invalid_request_error',
    'invalid_request_error',
  ),
  payment_method_missing: client(409, 'No card is kept', 'invalid_request_error', 'invalid_request_error'),
  webhook_limit_reached: client(409, 'Too many webhooks', 'invalid_request_error', 'invalid_request_error'),
  webhook_disabled: client(409, 'The webhook is disabled', 'invalid_request_error', 'invalid_request_error'),
  body_too_large: client(413, 'The body is too large', 'invalid_request_error', 'request_too_large'),
  unsupported_media_type: client(415, 'Media type not supported', 'invalid_request_error', 'invalid_request_error'),
  idempotency_conflict: client(422, 'Idempotency key reused', 'invalid_request_error', 'invalid_request_error'),
  websocket_unsupported: client(426, 'Not by WebSocket', 'invalid_request_error', 'invalid_request_error'),
  websocket_required: client(426, 'Only by WebSocket', 'invalid_request_error', 'invalid_request_error'),
  rate_limited: retry({
    status: 429,
    title: 'Too many requests',
    owner: 'client',
    openaiType: 'rate_limit_error',
    anthropicType: 'rate_limit_error',
  }),
  run_cancelled: client(499, 'The run was cancelled', 'invalid_request_error', 'api_error'),
  internal: retry({
    status: 500,
    title: 'Something went wrong on our side',
    owner: 'platform',
    openaiType: 'server_error',
    anthropicType: 'api_error',
  }),
  run_interrupted: retry({
    status: 502,
    title: 'The answer was cut off',
    owner: 'platform',
    openaiType: 'server_error',
    anthropicType: 'api_error',
  }),
  provider_bad_response: retry({
    status: 502,
    title: 'The provider answered with something unusable',
    owner: 'upstream',
    openaiType: 'server_error',
    anthropicType: 'api_error',
  }),
  payments_unavailable: {
    ...client(503, 'Credits are not sold here', 'invalid_request_error', 'api_error'),
    owner: 'platform',
  },
  dependency_unavailable: retry({
    status: 503,
    title: 'Temporarily unavailable',
    owner: 'platform',
    openaiType: 'server_error',
    anthropicType: 'overloaded_error',
  }),
  draining: retry({
    status: 503,
    title: 'This instance is shutting down',
    owner: 'platform',
    openaiType: 'server_error',
    anthropicType: 'overloaded_error',
  }),
  no_capacity: retry({
    status: 503,
    title: 'No worker took the call in time',
    owner: 'capacity',
    openaiType: 'server_error',
    anthropicType: 'overloaded_error',
  }),
  provider_rate_limited: retry({
    status: 503,
    title: 'The provider is limiting our calls',
    owner: 'upstream',
    openaiType: 'server_error',
    anthropicType: 'overloaded_error',
  }),
  provider_unavailable: retry({
    status: 503,
    title: 'The provider is unavailable',
    owner: 'upstream',
    openaiType: 'server_error',
    anthropicType: 'overloaded_error',
  }),
  provider_misconfigured: retry({
    status: 503,
    title: 'The provider refused our credentials',
    owner: 'platform',
    openaiType: 'server_error',
    anthropicType: 'api_error',
  }),
  provider_timeout: retry({
    status: 504,
    title: 'The provider did not answer in time',
    owner: 'upstream',
    openaiType: 'server_error',
    anthropicType: 'timeout_error',
  }),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
export const errorCodeSchema = z.enum(errorCodes).meta({ id: 'ErrorCode' });
