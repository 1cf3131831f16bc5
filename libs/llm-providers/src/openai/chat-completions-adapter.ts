import type { AppError, ChatRequest, ProviderEvent } from '@smart-ai-hub/contracts';
import {
  type ModelTarget,
  createOpenAiReader,
  toOpenAiBody,
  toProviderError,
  type OpenAiDialect,
} from '@smart-ai-hub/dialects';
import OpenAI from 'openai';
import { z } from 'zod';
import type { HttpClient } from '../calls/http-client.ts';
import { streamCall } from '../calls/stream-call.ts';
import { type CallLimits, type ProviderAdapter, type StreamOptions, defaultCallLimits } from '../port.ts';
import { readOpenAiFailure } from './read-failure.ts';

export type ChatCompletionsAdapterOptions = {
  id: string;
  apiKey: string;
  /** With its `/v1`, as the official SDK wants it. */
  baseUrl: string;
  http: HttpClient;
  dialect: OpenAiDialect;
  limits?: Partial<CallLimits> | undefined;
  /** Makes of the provider's own names the models that can be sold, i.e. have a price. */
  toTargets(listedIds: string[]): ModelTarget[];
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
    stream(request, stream) {
      const merged = { ...stream, limits: { ...limits, ...stream.limits } };
      return streamCompletion({ client, request, options: merged, dialect: options.dialect, toError });
    },
    async listModels(signal) {
      try {
        const listing = client.models.list({ timeout: LIST_TIMEOUT_MS, ...(signal && { signal }) });
        return options.toTargets(readModelIds(await (await listing.asResponse()).text()));
      } catch (thrown) {
        throw toError(thrown);
      }
    },
  };
}

/** Read from the text: small local servers send their list without a content type, which the SDK takes for no list at all. */
function readModelIds(text: string): string[] {
  return listingSchema.parse(JSON.parse(text)).data.map((model) => model.id);
}

type Completion = {
  client: OpenAI;
  request: ChatRequest;
  options: StreamOptions & { limits: CallLimits };
  dialect: OpenAiDialect;
  toError: (thrown: unknown) => AppError;
};

function streamCompletion({ client, request, options, dialect, toError }: Completion): AsyncIterable<ProviderEvent> {
  const { body, adjustments } = toOpenAiBody(request, options, dialect);
  const onNotice = options.onNotice ?? (() => undefined);
  for (const adjustment of adjustments) onNotice({ kind: 'adjusted', ...adjustment });
  let providerRequestId: string | undefined;
  return streamCall({
    request,
    signal: options.signal,
    limits: options.limits,
    reader: createOpenAiReader({
      onSkipped: () => onNotice({ kind: 'skipped_chunk' }),
      onModel: (model) => onNotice({ kind: 'answering', model, providerRequestId }),
    }),
    async open(signal) {
      const response = await client.chat.completions.create(body, { signal }).asResponse();
      providerRequestId = response.headers.get('x-request-id') ?? undefined;
      return response;
    },
    toError,
  });
}
