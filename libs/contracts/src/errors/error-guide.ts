import { type ErrorCode, errorTable } from './error-table.ts';

type Guide = {
  /** What happened, in the reader's words. */
  meaning: string;
  /** What the caller, or the operator, does about it. */
  action: string;
};

const TRY_AGAIN = 'Send the same call again after the time in `Retry-After`.';

/** The page of every error: `GET /docs/errors/{code}` on a running hub, `docs/errors/{code}.md` in the repository. */
export const errorGuide: Record<ErrorCode, Guide> = {
  validation_failed: {
    meaning: 'A field of the request is missing, has the wrong type or a value that cannot be used.',
    action: 'Read `errors[]` (or `param`): it names each field as you wrote it, and what is expected there.',
  },
  malformed_json: {
    meaning: 'The body could not be read as JSON.',
    action: 'Send valid JSON in UTF-8 with `Content-Type: application/json`.',
  },
  email_taken: {
    meaning: 'There is an account with this e-mail address already.',
    action: 'Sign in instead, or register with another address.',
  },
  weak_password: {
    meaning: 'The password is too short, too common or is known from a breach.',
    action: 'Choose a longer one; a sentence that only you would say works well.',
  },
  thread_unsupported: {
    meaning:
      'The call wants its conversation kept by the server (`thread`), so that later calls bring only what is new.',
    action:
      'Send the whole conversation with each call. The tool runner of the Anthropic SDK does so by itself after this error.',
  },
  context_overflow: {
    meaning: 'The prompt, with the answer that it leaves room for, does not fit into the context of the model.',
    action: 'Shorten the conversation, lower the output limit, or choose a model with a larger context.',
  },
  content_filtered: {
    meaning: 'The provider refused the content under its usage rules.',
    action: 'Change the request. The hub does not route around a refusal.',
  },
  provider_rejected: {
    meaning: 'The provider of the model did not accept the request; its own sentence is in the message.',
    action: 'Change the request as the message says.',
  },
  unauthenticated: {
    meaning: 'The call carries no credential, or one that has expired or was tampered with.',
    action: 'Send `Authorization: Bearer` with an API key or a fresh access token.',
  },
  invalid_credentials: {
    meaning: 'The e-mail address and the password do not belong together.',
    action: 'Check both and try again.',
  },
  invalid_api_key: {
    meaning: 'The API key is not well formed, does not exist, or was revoked.',
    action: 'Make a new key on the API keys page and replace the old one.',
  },
  insufficient_credits: {
    meaning: 'The account has fewer credits available than this call has to set aside before it starts.',
    action: 'Add credits, wait for running calls to free theirs, or lower the output limit of the call.',
  },
  cost_cap_too_low: {
    meaning:
      'The call names the most that it may cost (`X-Hub-Max-Cost`, or `maxCost`), and its prompt alone costs more.',
    action: 'Raise the cap, shorten the prompt, or choose a cheaper model.',
  },
  budget_exceeded: {
    meaning:
      'A budget of the API key or of the person leaves too little for this call. Holds of calls that run now count as spent; `limit_source` names the budget.',
    action:
      'Wait for the day or the month to end (`Retry-After`), wait for running calls to free their holds, or raise the budget.',
  },
  account_frozen: {
    meaning: 'An operator or the auditor has frozen the account; no call is admitted until it is cleared.',
    action: 'Contact the support of your hub.',
  },
  account_in_debt: {
    meaning:
      'A payment was refunded or disputed after its credits had been spent. What could not be taken back is owed, and no call is admitted until it is paid.',
    action:
      'Buy credits: the debt is paid out of the purchase first. If the payment should not have been reversed, contact the support of your hub.',
  },
  webhook_signature_invalid: {
    meaning:
      'The event does not carry a valid signature of Stripe for exactly these bytes, or it was signed more than five minutes ago. Nothing was stored.',
    action:
      'Operators: check `STRIPE_WEBHOOK_SECRET` against the endpoint in the Stripe dashboard, and that no proxy changes the body on its way.',
  },
  webhook_wrong_mode: {
    meaning: 'The event is signed, but comes from test mode and this hub takes live payments, or the other way round.',
    action:
      'Operators: let the endpoint of each Stripe environment point to the hub that holds a key of the same environment.',
  },
  payment_not_refundable: {
    meaning: 'The payment was not paid, was refunded already, is disputed, or less of it is left than was asked for.',
    action: 'Read the payment: its state and what was refunded. A disputed payment is decided by the bank.',
  },
  payment_method_missing: {
    meaning: 'Credits cannot be bought by themselves: no card is kept for this account.',
    action: 'Buy a package with `saveCard`, and switch the automatic top-up on afterwards.',
  },
  payments_unavailable: {
    meaning: 'No payment provider is configured on this hub.',
    action: 'Ask the operator of your hub how credits are allotted. Operators: see `docs/operators/payments.md`.',
  },
  forbidden: {
    meaning: 'You are signed in, but your role does not allow this.',
    action: 'Ask an administrator for access.',
  },
  not_found: {
    meaning: 'There is nothing at this address, or nothing that is yours.',
    action: 'Check the address and the id.',
  },
  model_not_found: {
    meaning: 'No model of this name can be called on this hub.',
    action: '`GET /v1/models` lists the names. An operator adds providers by configuration.',
  },
  previous_response_not_found: {
    meaning:
      'The response that `previous_response_id` names does not exist, is another account’s, was not stored, or is kept no longer.',
    action:
      'Send the conversation itself in `input`. Responses are kept for 24 hours, unless they were made with `store: false`.',
  },
  content_not_kept: {
    meaning:
      'The call exists, but what it was asked and answered is not kept: the account has not asked for it, the time is over, or it was deleted.',
    action:
      'Switch keeping on in the settings if you want to look at later calls. What was not kept, or was deleted, cannot be had again.',
  },
  promo_code_unknown: {
    meaning: 'There is no promo code of this spelling.',
    action: 'Check the spelling; letters may be small or capital. After many wrong codes the next tries have to wait.',
  },
  method_not_allowed: {
    meaning: 'The address exists, but not for this HTTP method.',
    action: 'Use one of the methods in the `Allow` header.',
  },
  idempotency_answer_gone: {
    meaning:
      'A call with this Idempotency-Key was answered and charged before, and its answer is no longer kept. Nothing was charged again.',
    action: 'Use a new key if you want the call to be made anew; answers can be had again for 24 hours.',
  },
  idempotency_conflict: {
    meaning: 'The Idempotency-Key was used before, with a different request.',
    action: 'Use a new key for each new request, and the same key only to repeat the same one.',
  },
  run_not_active: {
    meaning: 'The run has ended already, so there is nothing to stop.',
    action: 'Nothing; read its result from `GET /api/runs/{id}`.',
  },
  account_has_credits: {
    meaning: 'An account with credits in it is to be deleted, and nobody has said that they may be lost.',
    action:
      'Ask for a refund of your last purchases first, or use the credits; or send `forfeitCredits: true` to give them up.',
  },
  last_administrator: {
    meaning: 'The last administrator of this hub cannot be deleted: nobody could administer it any more.',
    action: 'Make somebody else an administrator first.',
  },
  promo_code_taken: {
    meaning: 'There is, or was, a promo code of this name.',
    action: 'Choose another name, or leave it out: then one is made up.',
  },
  promo_code_not_redeemable: {
    meaning:
      'The promo code exists and cannot be redeemed by you now: it has expired, is used up, or you have used it.',
    action:
      'The detail says which. A bonus that waits for your next purchase has to be used before another one is redeemed.',
  },
  price_not_endable: {
    meaning: 'The price has ended already and is history, or it is a list price, which nobody set by hand.',
    action: 'Set another price for the model: while it holds, it goes before the list price.',
  },
  webhook_limit_reached: {
    meaning: 'The account has as many webhooks as it may have.',
    action: 'Delete one that you no longer need, or let one address take several events.',
  },
  webhook_disabled: {
    meaning: 'The webhook is disabled: by you, or by the hub, because its address answered 410 or failed for days.',
    action:
      'Mend the address, enable the webhook on the Webhooks page or by `PATCH /api/webhooks/{id}`, and try again.',
  },
  body_too_large: {
    meaning: 'The body of the request is larger than this route takes (20 MB for calls of models).',
    action: 'Send less: shorten the conversation or shrink its images.',
  },
  unsupported_media_type: {
    meaning: 'The body has a media type or an encoding that this route does not read.',
    action: 'Send JSON in UTF-8.',
  },
  websocket_unsupported: {
    meaning: 'The call asked for a WebSocket at a place that is served by plain HTTP only.',
    action: 'Send the same call as a POST, with `stream: true` to read the answer as it comes.',
  },
  websocket_required: {
    meaning: 'The call came by plain HTTP to the place where WebSockets are opened.',
    action: 'Open a WebSocket to this address; or start runs by `POST /api/runs` and read `GET /api/runs/{id}/events`.',
  },
  rate_limited: {
    meaning: 'There were too many requests or tokens within a short time; `limit_source` names the limit.',
    action: TRY_AGAIN,
  },
  run_cancelled: {
    meaning: 'The caller, or the web app, stopped this run. What it had produced until then was charged.',
    action: 'Nothing, unless you did not mean it: then send the call again.',
  },
  internal: {
    meaning: 'The hub failed in a way that nobody foresaw. It was logged under the request id.',
    action: 'Send the call again; if it fails again, give the request id to the support of your hub.',
  },
  run_interrupted: {
    meaning:
      'The process that wrote the answer stopped in the middle of it, and the rest could not be asked for: a call of a tool, JSON and `n` above 1 have to be of one piece, and `X-Hub-Rescue: off` asks for no rest. Only what you received was charged.',
    action: 'Send the call again.',
  },
  provider_bad_response: {
    meaning: 'The provider ended its answer without finishing it, or sent something that cannot be read.',
    action: 'Send the call again, or choose another model.',
  },
  dependency_unavailable: {
    meaning:
      'A part of the hub (its database, its queue or a service) cannot be reached just now. Nothing was charged.',
    action: TRY_AGAIN,
  },
  draining: {
    meaning: 'This instance is shutting down; another one takes over.',
    action: TRY_AGAIN,
  },
  no_capacity: {
    meaning: 'The call waited in the queue and no worker took it in time. Nothing was charged.',
    action: `${TRY_AGAIN} Operators: see whether llm-worker is running and scaled for the load.`,
  },
  provider_rate_limited: {
    meaning: "The provider is limiting the hub's own calls. Nothing was charged.",
    action: `${TRY_AGAIN} Or choose another model.`,
  },
  provider_unavailable: {
    meaning: 'The provider cannot be reached or answers with errors.',
    action: `${TRY_AGAIN} Or choose another model.`,
  },
  provider_misconfigured: {
    meaning: 'The provider refused the credentials of the hub. Nothing was charged.',
    action: 'Operators: check the API key of this provider in the configuration of llm-worker.',
  },
  provider_timeout: {
    meaning: 'The provider began no answer, or stopped in the middle of one, for longer than the hub waits.',
    action: 'Send the call again, or choose another model.',
  },
};

/** The page of an error in Markdown. */
export function errorPage(code: ErrorCode): string {
  const { status, title, retryable, owner } = errorTable[code];
  const { meaning, action } = errorGuide[code];
  return `# \`${code}\`

${title}.

| HTTP status | worth trying again | who acts |
| --- | --- | --- |
| ${status} | ${retryable ? 'yes' : 'no'} | ${owner} |

**What happened.** ${meaning}

**What to do.** ${action}
`;
}
