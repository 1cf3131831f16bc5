import { openAiErrors } from '../openai/openai-errors.ts';
import { compatibleDialect, openAiDialect } from '../openai/openai.dialect.ts';
import type { WireDialect } from '../wire-dialect.ts';
import { readResponsesCall } from './read-call.ts';
import { renderResponsesJson, renderResponsesStream, responsesTokenEvent } from './render-answer.ts';

const { code = null, message } = openAiErrors.overloaded;
const ERROR = JSON.stringify({
  type: 'error',
  sequence_number: 0,
  code: code ?? 'overloaded_error',
  message,
  param: null,
});

/** OpenAI's Responses API: what it shares with chat completions are credentials, headers and the words of its errors. */
export const responsesDialect: WireDialect = {
  ...openAiDialect,
  messageIdPrefix: 'resp_',
  readCall: (body, _headers, cache) => readResponsesCall(body, cache, false),
  renderStream: renderResponsesStream,
  renderJson: renderResponsesJson,
  noise: ({ messageId }) => ({
    badChunk: 'event: response.output_text.delta\ndata: {"type":"response.output_te\n\n',
    unknownEvent: 'event: weather_report\ndata: {"type":"weather.report","sky":"clear"}\n\n: a comment\n\n',
    ping: ': keep-alive\n\n',
    errorEvent: `event: error\ndata: ${ERROR}\n\n`,
    token: (text) => responsesTokenEvent(messageId, text),
  }),
};

/** Servers that speak it as well: no credentials, unknown fields passed over. */
export const compatibleResponsesDialect: WireDialect = {
  ...responsesDialect,
  name: 'compatible',
  headers: compatibleDialect.headers,
  checkCredentials: compatibleDialect.checkCredentials,
  readCall: (body, _headers, cache) => readResponsesCall(body, cache, true),
};
