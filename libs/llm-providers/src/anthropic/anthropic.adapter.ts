import { AppError, type ProviderEvent, type WireCall } from '@smart-ai-hub/contracts';
import {
  type ModelCall,
  type ModelTarget,
  convertibleRequest,
  createAnthropicReader,
  passAnthropicBody,
  passTokenCountBody,
  toAdjustment,
  toAnthropicBody,
  toProviderError,
} from '@smart-ai-hub/dialects';
import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { fetchAnswer } from '../calls/fetch-answer.ts';
import type { HttpClient } from '../calls/http-client.ts';
import { streamCall } from '../calls/stream-call.ts';
import { type CallLimits, type ProviderAdapter, type StreamOptions, defaultCallLimits } from '../port.ts';
import type { ListedModel } from '../providers/model-listing.ts';
import { readAnthropicFailure } from './read-failure.ts';

export type AnthropicAdapterOptions = {
  id: string;
  apiKey: string;
  baseUrl: string;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
};

/**
 * The SDK's own version of the API refuses temperature and top_p. This one takes them, and is what every other client of
 * Anthropic's has sent since 2023.
 */
const HEADERS: Record<string, string> = { 'anthropic-version': '2023-06-01' };
const SAMPLING = ['temperature', 'top_p', 'top_k'];
const DIALECT = 'anthropic-messages';
const LIST_TIMEOUT_MS = 10_000;

/** Claude by Anthropic's Messages API. */
export function createAnthropicAdapter(options: AnthropicAdapterOptions): ProviderAdapter {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    baseURL: options.baseUrl,
    fetch: options.http.fetch,
    maxRetries: 0,
    timeout: 3_600_000,
    logLevel: 'off',
  });
  const limits = { ...defaultCallLimits, ...options.limits };
  const toError = (thrown: unknown) => toProviderError(readAnthropicFailure(thrown));

  return {
    id: options.id,
    dialects: [DIALECT],
    stream(call, stream) {
      return streamMessages(client, call, { ...stream, limits: { ...limits, ...stream.limits } }, toError);
    },
    countTokens(wire, count) {
      return countPrompt(client, wire, { ...count, limits: { ...limits, ...count.limits } }, toError);
    },
    async listModels(signal) {
      try {
        const models: ListedModel[] = [];
        const request = { headers: HEADERS, timeout: LIST_TIMEOUT_MS, ...(signal && { signal }) };
        for await (const model of client.models.list({ limit: 1000 }, request)) models.push({ id: model.id });
        return models;
      } catch (thrown) {
        throw toError(thrown);
      }
    },
  };
}

type Options = StreamOptions & { limits: CallLimits };
type ToError = (thrown: unknown) => ReturnType<typeof toProviderError>;

function streamMessages(
  client: Anthropic,
  call: ModelCall,
  options: Options,
  toError: ToError,
): AsyncIterable<ProviderEvent> {
  const native = call.wire?.dialect === DIALECT ? call.wire : undefined;
  const { body, adjustments } = native ? passAnthropicBody(native.body, options) : writeBody(call, options);
  const onNotice = options.onNotice ?? (() => undefined);
  for (const adjustment of adjustments) onNotice({ kind: 'adjusted', ...adjustment });
  let providerRequestId: string | undefined;
  return streamCall({
    readRequest: () => call.parsed().request,
    signal: options.signal,
    limits: options.limits,
    reader: createAnthropicReader({
      onSkipped: () => onNotice({ kind: 'skipped_chunk' }),
      onModel: (model) => onNotice({ kind: 'answering', model, providerRequestId }),
      isNative: native !== undefined,
    }),
    onBegun: (silenceMs) => onNotice({ kind: 'begun', silenceMs }),
    async open(signal) {
      const headers = { ...HEADERS, ...native?.headers, ...versionFor(body) };
      const query = headers['anthropic-beta'] === undefined ? {} : { beta: 'true' };
      const response = await client.post('/v1/messages', { body, signal, headers, query, stream: true }).asResponse();
      providerRequestId = response.headers.get('request-id') ?? undefined;
      return response;
    },
    toError,
  });
}

const countSchema = z.looseObject({ input_tokens: z.number().int().min(0) });

/** https://docs.anthropic.com/en/api/messages-count-tokens: free, and counted apart from the calls that cost. */
async function countPrompt(client: Anthropic, wire: WireCall, options: Options, toError: ToError) {
  const body = passTokenCountBody(wire.body, options);
  const headers = { ...HEADERS, ...wire.headers, ...versionFor(body) };
  const query = headers['anthropic-beta'] === undefined ? {} : { beta: 'true' };
  const answer = await fetchAnswer({
    signal: options.signal,
    limits: options.limits,
    open: (signal) => client.post('/v1/messages/count_tokens', { body, signal, headers, query }).asResponse(),
    toError,
  }).catch((error: unknown) => {
    if (countsNothing(error)) return undefined;
    throw error;
  });
  if (answer === undefined) return undefined;
  const count = countSchema.safeParse(answer);
  if (count.success) return count.data;
  throw new AppError('provider_bad_response', { detail: 'The provider sent something other than a count of tokens.' });
}

/** Servers and proxies that speak Messages need not count: they do not know the path. */
function countsNothing(error: unknown): boolean {
  return error instanceof AppError && [404, 405].includes(Number(error.internal?.['status']));
}

/** Callers with a newer version of the API may ask for sampling all the same: this one takes it. */
function versionFor(body: object): Record<string, string> {
  return SAMPLING.some((parameter) => parameter in body) ? HEADERS : {};
}

function writeBody(call: ModelCall, target: ModelTarget) {
  const { request, warnings } = convertibleRequest(call);
  const { body, adjustments } = toAnthropicBody(request, target);
  return { body, adjustments: [...warnings.map(toAdjustment), ...adjustments] };
}
