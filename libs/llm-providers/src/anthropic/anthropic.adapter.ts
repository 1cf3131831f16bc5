import type { ChatRequest, ProviderEvent } from '@smart-ai-hub/contracts';
import { type ModelTarget, createAnthropicReader, toAnthropicBody, toProviderError } from '@smart-ai-hub/dialects';
import Anthropic from '@anthropic-ai/sdk';
import type { HttpClient } from '../calls/http-client.ts';
import { streamCall } from '../calls/stream-call.ts';
import { type CallLimits, type ProviderAdapter, type StreamOptions, defaultCallLimits } from '../port.ts';
import { readAnthropicFailure } from './read-failure.ts';

export type AnthropicAdapterOptions = {
  id: string;
  apiKey: string;
  baseUrl: string;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
  /** Chooses among the provider's own names the ones that can be sold, i.e. have a price. */
  toTargets(listedIds: string[]): ModelTarget[];
};

/**
 * The SDK's own version of the API refuses temperature and top_p. This one takes them, and is what every other client of
 * Anthropic's has sent since 2023.
 */
const HEADERS = { 'anthropic-version': '2023-06-01' };
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
    stream(request, stream) {
      return streamMessages(client, request, { ...stream, limits: { ...limits, ...stream.limits } }, toError);
    },
    async listModels(signal) {
      try {
        const ids: string[] = [];
        const request = { headers: HEADERS, timeout: LIST_TIMEOUT_MS, ...(signal && { signal }) };
        for await (const model of client.models.list({ limit: 1000 }, request)) ids.push(model.id);
        return options.toTargets(ids);
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
  request: ChatRequest,
  options: Options,
  toError: ToError,
): AsyncIterable<ProviderEvent> {
  const { body, adjustments } = toAnthropicBody(request, options);
  const onNotice = options.onNotice ?? (() => undefined);
  for (const adjustment of adjustments) onNotice({ kind: 'adjusted', ...adjustment });
  let providerRequestId: string | undefined;
  return streamCall({
    request,
    signal: options.signal,
    limits: options.limits,
    reader: createAnthropicReader({
      onSkipped: () => onNotice({ kind: 'skipped_chunk' }),
      onModel: (model) => onNotice({ kind: 'answering', model, providerRequestId }),
    }),
    async open(signal) {
      const response = await client.messages.create(body, { signal, headers: HEADERS }).asResponse();
      providerRequestId = response.headers.get('request-id') ?? undefined;
      return response;
    },
    toError,
  });
}
