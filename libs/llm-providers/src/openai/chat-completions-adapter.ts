import type { AppError, WireDialect } from '@smart-ai-hub/contracts';
import { type ModelCall, type OpenAiTraits, toProviderError } from '@smart-ai-hub/dialects';
import OpenAI from 'openai';
import { z } from 'zod';
import type { HttpClient } from '../calls/http-client.ts';
import { streamCall } from '../calls/stream-call.ts';
import { type CallLimits, type ProviderAdapter, type StreamOptions, defaultCallLimits } from '../port.ts';
import type { ListedModel } from '../providers/model-listing.ts';
import { embedTexts } from './embed-texts.ts';
import { readOpenAiFailure } from './read-failure.ts';
import { toOpenAiRequest } from './to-openai-request.ts';

export type ChatCompletionsAdapterOptions = {
  id: string;
  apiKey: string;
  /** With its `/v1`, as the official SDK wants it. */
  baseUrl: string;
  http: HttpClient;
  /** Chat completions, and the Responses API where it is spoken too. */
  dialects: readonly WireDialect[];
  traits: OpenAiTraits;
  limits?: Partial<CallLimits> | undefined;
};

const LIST_TIMEOUT_MS = 10_000;
const listingSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** What OpenAI and everybody who speaks its chat completions have in common. */
export function createChatCompletionsAdapter(options: ChatCompletionsAdapterOptions): ProviderAdapter {
  const client = new OpenAI({
    apiKey: options.apiKey,
    organization: null,
    project: null,
    baseURL: options.baseUrl,
    fetch: options.http.fetch,
    maxRetries: 0,
    timeout: 3_600_000,
    logLevel: 'off',
  });
  const limits = { ...defaultCallLimits, ...options.limits };
  const toError = (thrown: unknown) => toProviderError(readOpenAiFailure(thrown));

  return {
    id: options.id,
    dialects: [...options.dialects, 'openai-embeddings'],
    stream(call, stream) {
      const merged = { ...stream, limits: { ...limits, ...stream.limits } };
      const { traits, dialects } = options;
      return streamCompletion({ client, call, options: merged, dialects, traits, toError });
    },
    embed(call, stream) {
      const merged = { ...stream, limits: { ...limits, ...stream.limits } };
      return embedTexts({ client, call, options: merged, encoding: options.traits.vectorEncoding, toError });
    },
    async listModels(signal) {
      try {
        const listing = client.models.list({ timeout: LIST_TIMEOUT_MS, ...(signal && { signal }) });
        return readModels(await (await listing.asResponse()).text());
      } catch (thrown) {
        throw toError(thrown);
      }
    },
  };
}

/** Read from the text: small local servers send their list without a content type, which the SDK takes for no list at all. */
function readModels(text: string): ListedModel[] {
  return listingSchema.parse(JSON.parse(text)).data;
}

type Completion = {
  client: OpenAI;
  call: ModelCall;
  options: StreamOptions & { limits: CallLimits };
  dialects: readonly WireDialect[];
  traits: OpenAiTraits;
  toError: (thrown: unknown) => AppError;
};

function streamCompletion({ client, call, options, dialects, traits, toError }: Completion) {
  const { path, body, adjustments, createReader } = toOpenAiRequest(call, options, traits, dialects);
  const onNotice = options.onNotice ?? (() => undefined);
  for (const adjustment of adjustments) onNotice({ kind: 'adjusted', ...adjustment });
  let providerRequestId: string | undefined;
  return streamCall({
    readRequest: () => call.parsed().request,
    signal: options.signal,
    limits: options.limits,
    reader: createReader({
      onSkipped: () => onNotice({ kind: 'skipped_chunk' }),
      onModel: (model) => onNotice({ kind: 'answering', model, providerRequestId }),
    }),
    onBegun: (silenceMs) => onNotice({ kind: 'begun', silenceMs }),
    async open(signal) {
      const response = await client.post(path, { body, signal, stream: true }).asResponse();
      providerRequestId = response.headers.get('x-request-id') ?? undefined;
      return response;
    },
    toError,
  });
}
