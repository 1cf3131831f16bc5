import type { IncomingHttpHeaders } from 'node:http';
import { WireErrorThrown } from '../simulated-call.ts';
import type { WireDialect } from '../wire-dialect.ts';
import { openAiErrors, renderOpenAiError } from './openai-errors.ts';
import { readOpenAiCall } from './read-call.ts';
import { openAiTokenChunk, renderOpenAiJson, renderOpenAiStream } from './render-answer.ts';

export const openAiDialect: WireDialect = {
  name: 'openai',
  requestIdHeader: 'x-request-id',
  messageIdPrefix: 'chatcmpl-',
  headers: {
    'openai-organization': 'org-simulator',
    'openai-processing-ms': '1',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
  },
  checkCredentials,
  readCall: (body, _headers, cache) => readOpenAiCall(body, cache, false),
  renderStream: (input) => renderOpenAiStream(input, false),
  renderJson: (input) => renderOpenAiJson(input, false),
  renderError: renderOpenAiError,
  noise: ({ messageId, model }) => ({
    badChunk: 'data: {"id":"chatcmpl-broken","object":"chat.comple\n\n',
    unknownEvent: 'event: weather_report\ndata: {"object":"weather.report","sky":"clear"}\n\n: a comment\n\n',
    ping: ': keep-alive\n\n',
    errorEvent: `data: ${renderOpenAiError(openAiErrors.overloaded)}\n\n`,
    token: (text) => openAiTokenChunk(messageId, model, text),
  }),
  errors: openAiErrors,
};

/** vLLM, Ollama and llama.cpp: no credentials, unknown fields passed over, reasoning shown. */
export const compatibleDialect: WireDialect = {
  ...openAiDialect,
  name: 'compatible',
  headers: {},
  checkCredentials: () => undefined,
  readCall: (body, _headers, cache) => readOpenAiCall(body, cache, true),
  renderStream: (input) => renderOpenAiStream(input, true),
  renderJson: (input) => renderOpenAiJson(input, true),
};

function checkCredentials(headers: IncomingHttpHeaders): void {
  const key = headers.authorization?.replace(/^Bearer\s*/i, '');
  if (key === undefined || key === '') {
    const message =
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.";
    throw new WireErrorThrown({ ...openAiErrors.unauthorized, code: null, message });
  }
  if (key.includes('invalid')) throw new WireErrorThrown(openAiErrors.unauthorized);
  if (key.includes('limited')) throw new WireErrorThrown({ ...openAiErrors.rateLimit, retryAfterSeconds: 30 });
}
