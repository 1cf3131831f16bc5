import { AppError, type ChatRequest, type ProviderEvent } from '@smart-ai-hub/contracts';
import { createEventParser, type ServerSentEvent, type StreamReader } from '@smart-ai-hub/dialects';
import type { CallLimits } from '../port.ts';
import { createUsageMeter } from '../usage/usage-meter.ts';
import { type CallWatch, watchCall } from './call-watch.ts';

export type ProviderCall = {
  /** For the count of its input, should the provider tell none. */
  readRequest: () => ChatRequest;
  signal: AbortSignal;
  limits: CallLimits;
  open(signal: AbortSignal): Promise<Response>;
  reader: StreamReader;
  /** Hears once, with the first piece, how long the longest silence before it was. */
  onBegun?: ((silenceMs: number) => void) | undefined;
  /** Puts whatever the SDK or the socket threw into the hub's words. */
  toError(thrown: unknown): AppError;
};

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** The one function of this library that reads a provider's answer. */
export async function* streamCall(call: ProviderCall): AsyncGenerator<ProviderEvent, void, undefined> {
  const watch = watchCall(call.signal, call.limits);
  let body: BodyReader | undefined;
  let isFinished = false;
  let hasContent = false;
  try {
    watch.waiting();
    body = readerOf(await call.open(watch.signal));
    watch.received();
    const meter = createUsageMeter(call.readRequest);
    for await (const batch of readBatches(body, watch)) {
      for (const event of readBatch(call.reader, batch)) {
        if (event.type !== 'usage' && (event.type !== 'wire' || event.isContent)) {
          watch.begun();
          if (!hasContent) call.onBegun?.(watch.longestSilenceMs());
          hasContent = true;
        }
        meter.observe(event);
        yield event;
      }
      if (call.reader.isEnded()) break;
    }
    // A socket that an abort closed can look like an orderly end.
    const ended = watch.endedBecause();
    if (ended) throw ended;
    const finish = call.reader.finish();
    isFinished = true;
    if (!meter.isReported()) yield { type: 'usage', usage: meter.final() };
    yield finish;
  } catch (thrown) {
    throw watch.endedBecause() ?? explain(call, thrown, hasContent);
  } finally {
    watch.stop();
    if (isFinished && body) void releaseConnection(body, watch);
    else watch.abandon();
  }
}

function readerOf(response: Response): BodyReader {
  if (response.body === null) throw badResponse('The provider sent an empty answer.');
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('event-stream')) {
    void response.body.cancel();
    throw badResponse('The provider sent something other than a stream.', { contentType: type.slice(0, 100) });
  }
  return response.body.getReader();
}

/** The events of each piece of the body together: one turn of the event loop for a piece, however many events it holds. */
async function* readBatches(body: BodyReader, watch: CallWatch): AsyncGenerator<ServerSentEvent[]> {
  const parser = createEventParser();
  const decoder = new TextDecoder();
  for (;;) {
    watch.waiting();
    const { done, value } = await body.read();
    watch.received();
    if (done) break;
    yield parser.push(decoder.decode(value, { stream: true }));
  }
  yield [...parser.push(decoder.decode()), ...parser.end()];
}

/** What follows the last event is not looked at. */
function* readBatch(reader: StreamReader, batch: ServerSentEvent[]): Generator<ProviderEvent> {
  for (const sse of batch) {
    yield* reader.read(sse);
    if (reader.isEnded()) return;
  }
}

function explain(call: ProviderCall, thrown: unknown, hasContent: boolean): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = call.toError(thrown);
  // A connection that breaks in the middle of an answer is a cut answer, whatever the socket calls it.
  if (hasContent && error.code === 'provider_unavailable') {
    return badResponse('The provider broke off in the middle of its answer.', error.internal, thrown);
  }
  return error;
}

function badResponse(detail: string, internal?: Record<string, unknown>, cause?: unknown): AppError {
  return new AppError('provider_bad_response', {
    detail,
    ...(internal && { internal }),
    ...(cause !== undefined && { cause }),
  });
}

const RELEASE_MS = 1_000;

/** Reads the few bytes behind the last event, so that the connection can serve the next call instead of being closed. */
async function releaseConnection(body: BodyReader, watch: CallWatch): Promise<void> {
  const timer = setTimeout(() => watch.abandon(), RELEASE_MS);
  try {
    while (!(await body.read()).done);
  } catch {
    // The answer is complete; how its connection ends matters to nobody.
  } finally {
    clearTimeout(timer);
  }
}
