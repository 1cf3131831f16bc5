import { type WireError, WireErrorThrown } from '../simulated-call.ts';
import type { DialectErrors } from '../wire-dialect.ts';

export function invalidRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): WireErrorThrown {
  return new WireErrorThrown({ status: 400, type: 'invalid_request_error', message, param, code });
}

/** OpenAI's sentences and codes: https://platform.openai.com/docs/guides/error-codes. */
export const openAiErrors: DialectErrors = {
  rateLimit: {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message:
      'Rate limit reached for this model in organization org-simulator on requests per min (RPM): Limit 500, Used 500, Requested 1.',
  },
  serverError: {
    status: 500,
    type: 'server_error',
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  unavailable: {
    status: 503,
    type: 'server_error',
    message: 'The engine is currently overloaded, please try again later',
  },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  unauthorized: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message:
      'Incorrect API key provided: sk-simul*********************alid. You can find your API key at https://platform.openai.com/account/api-keys.',
  },
  forbidden: {
    status: 403,
    type: 'invalid_request_error',
    code: 'forbidden',
    message: 'Country, region, or territory not supported',
  },
  contentFilter: {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: 'Your request was rejected as a result of our safety system.',
  },
  contextLength: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    message:
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 150012 tokens. Please reduce the length of the messages.",
  },
  /** OpenAI itself answers anew; these are the words of a llama.cpp whose model thinks. */
  prefill: {
    status: 400,
    type: 'invalid_request_error',
    message: 'Assistant response prefill is incompatible with enable_thinking.',
  },
  malformedJson: {
    status: 400,
    type: 'invalid_request_error',
    message:
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly.)',
  },
  tooLarge: { status: 413, type: 'invalid_request_error', message: 'Request body is too large' },
  notFound: { status: 404, type: 'invalid_request_error', message: 'Unknown request URL.' },
};

export function renderOpenAiError(error: WireError): string {
  const { message, type, param = null, code = null, extra } = error;
  return JSON.stringify({ error: { message, type, param, code, ...extra } });
}
