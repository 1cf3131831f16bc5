import type { AppError, ProviderEvent } from '@smart-ai-hub/contracts';
import { type EmbeddingCall, type EmbeddingEncoding, passEmbeddingsBody, readEmbeddings } from '@smart-ai-hub/dialects';
import type OpenAI from 'openai';
import { fetchAnswer } from '../calls/fetch-answer.ts';
import type { CallLimits, StreamOptions } from '../port.ts';
import { createUsageMeter } from '../usage/usage-meter.ts';

export type EmbedOptions = {
  client: OpenAI;
  call: EmbeddingCall;
  options: StreamOptions & { limits: CallLimits };
  encoding: EmbeddingEncoding;
  toError: (thrown: unknown) => AppError;
};

/** One call of `/embeddings`; its input is counted here when the server tells no usage. */
export async function* embedTexts(embed: EmbedOptions): AsyncGenerator<ProviderEvent, void, undefined> {
  const { client, call, options, encoding, toError } = embed;
  const { request } = call.parsed();
  const body = passEmbeddingsBody(call.wire, options, encoding);
  const answer = await fetchAnswer({
    signal: options.signal,
    limits: options.limits,
    onBegun: (silenceMs) => options.onNotice?.({ kind: 'begun', silenceMs }),
    open: (signal) => client.post('/embeddings', { body, signal }).asResponse(),
    toError,
  });
  const meter = createUsageMeter(() => request);
  const events = readEmbeddings(answer, request.inputs.length);
  events.forEach(meter.observe);
  if (!meter.isReported()) yield { type: 'usage', usage: meter.final() };
  yield* events;
  yield { type: 'finish', stopReason: 'end_turn' };
}
