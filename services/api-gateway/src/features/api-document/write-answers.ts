import {
  AppError,
  type AnswerHeader,
  type Endpoint,
  type ErrorCode,
  type ErrorEnvelope,
  answerHeaders,
  anthropicErrorSchema,
  errorGuide,
  errorTable,
  byVersionErrorSchema,
  jsonRpcErrorSchema,
  openAiErrorSchema,
  problemSchema,
  toAnthropicError,
  toOpenAiError,
  toProblem,
} from '@smart-ai-hub/contracts';
import type { z } from 'zod';
import type { ComponentSchemas, JsonSchema } from './component-schemas.ts';

type Answer = { description: string; headers: JsonSchema; content?: JsonSchema };

/** Every answer of an endpoint by its status: the good one, others that are declared, and each error in its envelope. */
export function writeAnswers(endpoint: Endpoint, components: ComponentSchemas): Record<string, Answer> {
  const answers: Record<string, Answer> = { [endpoint.status]: writeGoodAnswer(endpoint, components) };
  for (const [status, { description, schema }] of Object.entries(endpoint.otherAnswers ?? {})) {
    const content = schema && { 'application/json': { schema: components.write(schema, 'output') } };
    answers[status] = { description, headers: writeHeaders(['x-request-id']), ...(content && { content }) };
  }
  for (const [status, codes] of Object.entries(byStatus(endpoint.errors))) {
    answers[status] ??= writeError(Number(status), codes, endpoint.envelope ?? 'problem', components);
  }
  return answers;
}

function writeGoodAnswer(endpoint: Endpoint, components: ComponentSchemas): Answer {
  const { response, events, mediaType } = endpoint;
  const content: JsonSchema = {
    ...(response && { 'application/json': { schema: components.write(response, 'output') } }),
    // As OpenAI's own document does it: the schema is that of one event's data.
    ...(events && { 'text/event-stream': { schema: components.write(events, 'output') } }),
    ...(mediaType !== undefined && { [mediaType]: { schema: { type: 'string' } } }),
  };
  const hasContent = Object.keys(content).length > 0;
  return {
    description: describeGoodAnswer(endpoint),
    headers: writeHeaders(['x-request-id', ...(endpoint.answerHeaders ?? [])]),
    ...(hasContent && { content }),
  };
}

function describeGoodAnswer({ response, events, mediaType, status }: Endpoint): string {
  if (response && events) return 'The whole answer; or, where it was asked for, a stream of server-sent events.';
  if (events) return 'A stream of server-sent events.';
  if (response ?? mediaType) return 'The answer.';
  return status === 204 ? 'Done; there is nothing to answer.' : 'An answer without a body.';
}

function byStatus(codes: readonly ErrorCode[]): Record<string, ErrorCode[]> {
  const groups: Record<string, ErrorCode[]> = {};
  for (const code of codes) (groups[errorTable[code].status] ??= []).push(code);
  return groups;
}

const envelopeSchemas = {
  problem: problemSchema,
  openai: openAiErrorSchema,
  anthropic: anthropicErrorSchema,
  'by-version': byVersionErrorSchema,
  'json-rpc': jsonRpcErrorSchema,
} as const satisfies Record<ErrorEnvelope, z.ZodType>;

function writeError(status: number, codes: ErrorCode[], envelope: ErrorEnvelope, components: ComponentSchemas): Answer {
  const lines = codes.map((code) => `[\`${code}\`](/docs/errors/${code}): ${errorTable[code].title}.`);
  const examples = codes.map((code) => [code, { summary: errorTable[code].title, value: exampleOf(code, envelope) }]);
  const mediaType = envelope === 'problem' ? 'application/problem+json' : 'application/json';
  const schema = components.write(envelopeSchemas[envelope], 'output');
  return {
    description: lines.join(' '),
    headers: writeHeaders(errorHeadersOf(status, envelope)),
    content: { [mediaType]: { schema, examples: Object.fromEntries(examples) } },
  };
}

function errorHeadersOf(status: number, envelope: ErrorEnvelope): AnswerHeader[] {
  return [
    'x-request-id',
    'x-should-retry',
    ...(status === 429 || status === 503 ? (['retry-after'] as const) : []),
    ...(status === 401 ? (['www-authenticate'] as const) : []),
    ...(envelope === 'anthropic' ? (['request-id'] as const) : []),
  ];
}

const EXAMPLE_REQUEST_ID = 'req_01k0example0000000000000000';

/** As the renderers write it, with the meaning from the guide in place of a caller's own case. */
function exampleOf(code: ErrorCode, envelope: ErrorEnvelope): unknown {
  const error = new AppError(code, { detail: errorGuide[code].meaning });
  switch (envelope) {
    case 'problem':
      return toProblem(error, EXAMPLE_REQUEST_ID);
    case 'by-version':
    case 'openai':
      return toOpenAiError(error);
    case 'anthropic':
      return toAnthropicError(error, EXAMPLE_REQUEST_ID);
    case 'json-rpc':
      return { jsonrpc: '2.0', id: null, error: { code: -32_000, message: error.detail, data: { code } } };
  }
}

function writeHeaders(names: readonly AnswerHeader[]): JsonSchema {
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, { description: answerHeaders[name], schema: { type: 'string' } }]),
  );
}
