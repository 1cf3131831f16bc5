import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomId } from '../answer/seeded-random.ts';
import { answerCall, sendError } from '../answer-call.ts';
import { anthropicDialect } from '../anthropic/anthropic.dialect.ts';
import { renderAnthropicModels, renderOpenAiModels } from '../list-models.ts';
import { renderOllamaError, renderOllamaModel, renderOllamaTags } from '../ollama/ollama-api.ts';
import { answerEmbeddings } from '../openai/answer-embeddings.ts';
import { compatibleDialect, openAiDialect } from '../openai/openai.dialect.ts';
import { compatibleResponsesDialect, responsesDialect } from '../openai-responses/responses.dialect.ts';
import { WireErrorThrown } from '../simulated-call.ts';
import type { OllamaModel } from '../settings/settings.schema.ts';
import type { SimulatorState } from '../simulator-state.ts';
import type { WireDialect } from '../wire-dialect.ts';
import { readJsonBody } from './read-json-body.ts';
import { serveAdmin } from './serve-admin.ts';

type Action = 'chat' | 'count' | 'models' | 'embeddings' | 'tags' | 'show';
type Route = { dialect: WireDialect; action: Action; method: 'GET' | 'POST' };

const ROUTES = new Map<string, Route>([
  ['/anthropic/v1/messages', { dialect: anthropicDialect, action: 'chat', method: 'POST' }],
  ['/anthropic/v1/messages/count_tokens', { dialect: anthropicDialect, action: 'count', method: 'POST' }],
  ['/anthropic/v1/models', { dialect: anthropicDialect, action: 'models', method: 'GET' }],
  ['/openai/v1/chat/completions', { dialect: openAiDialect, action: 'chat', method: 'POST' }],
  ['/openai/v1/responses', { dialect: responsesDialect, action: 'chat', method: 'POST' }],
  ['/openai/v1/models', { dialect: openAiDialect, action: 'models', method: 'GET' }],
  ['/openai/v1/embeddings', { dialect: openAiDialect, action: 'embeddings', method: 'POST' }],
  ['/compatible/v1/chat/completions', { dialect: compatibleDialect, action: 'chat', method: 'POST' }],
  ['/compatible/v1/embeddings', { dialect: compatibleDialect, action: 'embeddings', method: 'POST' }],
  ['/compatible/v1/responses', { dialect: compatibleResponsesDialect, action: 'chat', method: 'POST' }],
  ['/compatible/v1/models', { dialect: compatibleDialect, action: 'models', method: 'GET' }],
  ['/ollama/api/tags', { dialect: compatibleDialect, action: 'tags', method: 'GET' }],
  ['/ollama/api/show', { dialect: compatibleDialect, action: 'show', method: 'POST' }],
  ['/ollama/v1/chat/completions', { dialect: compatibleDialect, action: 'chat', method: 'POST' }],
  ['/ollama/v1/embeddings', { dialect: compatibleDialect, action: 'embeddings', method: 'POST' }],
]);

/** What supervisors ask of every process of the product. */
const PROBES = new Set(['/health', '/health/live', '/health/ready']);

/** Serves one request; nothing that a caller sends makes it throw. */
export async function serveRequest(
  state: SimulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (PROBES.has(path)) return sendJson(response, '{"status":"ok","service":"simulator"}');
  if (await serveAdmin(state, request, response, path)) return;
  const route = ROUTES.get(path);
  const dialect = route?.dialect ?? (path.startsWith('/anthropic') ? anthropicDialect : openAiDialect);
  const exchange = { request, response, dialect, state, requestId: randomId('req_', 24, state.idRandom) };
  const { ollama } = state.settings();
  const isThere = ollama !== null || !path.startsWith('/ollama/');
  if (!route || route.method !== request.method || !isThere) return sendError(exchange, dialect.errors.notFound);
  try {
    dialect.checkCredentials(request.headers);
    const arrived = { method: route.method, path: request.url ?? path, headers: request.headers };
    if (route.action === 'models' || route.action === 'tags') {
      state.calls.add(arrived);
      return sendJson(response, route.action === 'tags' ? renderOllamaTags(ollama ?? []) : listModels(dialect, state));
    }
    const read = await readJsonBody(request);
    if (read.kind !== 'json') {
      return sendError(exchange, read.kind === 'malformed' ? dialect.errors.malformedJson : dialect.errors.tooLarge);
    }
    const received = state.calls.add({ ...arrived, body: read.body, bodyBytes: read.bytes });
    if (route.action === 'chat') answerCall(exchange, read.body, received);
    else if (route.action === 'embeddings') answerEmbeddings(exchange, read.body);
    else if (route.action === 'show') showModel(response, ollama ?? [], read.body['model']);
    else sendJson(response, countTokens(dialect, read.body, request, state));
  } catch (error) {
    if (!(error instanceof WireErrorThrown)) throw error;
    sendError(exchange, error.error);
  }
}

function listModels(dialect: WireDialect, state: SimulatorState): string {
  const { models } = state.settings();
  return dialect.name === 'anthropic' ? renderAnthropicModels(models) : renderOpenAiModels(models);
}

/** Counting tokens neither needs a limit nor touches the prompt cache. */
function countTokens(
  dialect: WireDialect,
  body: Record<string, unknown>,
  request: IncomingMessage,
  state: SimulatorState,
): string {
  const untouched = { ...state.cache, has: () => false, remember: () => undefined };
  const { input } = dialect.readCall({ max_tokens: 1, ...body }, request.headers, untouched);
  return JSON.stringify({ input_tokens: input.uncached + input.cacheRead + input.cacheWrite5m + input.cacheWrite1h });
}

function showModel(response: ServerResponse, models: OllamaModel[], name: unknown): void {
  const shown = renderOllamaModel(models, name);
  if (shown === undefined) sendJson(response, renderOllamaError(`model '${String(name)}' not found`), 404);
  else sendJson(response, shown);
}

function sendJson(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
