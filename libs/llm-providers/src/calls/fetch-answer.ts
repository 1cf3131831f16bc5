import { AppError } from '@smart-ai-hub/contracts';
import type { CallLimits } from '../port.ts';
import { type CallWatch, watchCall } from './call-watch.ts';

export type WholeCall = {
  signal: AbortSignal;
  limits: CallLimits;
  open(signal: AbortSignal): Promise<Response>;
  /** Hears how long the answer kept us waiting. */
  onBegun?: ((silenceMs: number) => void) | undefined;
  /** Puts whatever the SDK or the socket threw into the hub's words. */
  toError(thrown: unknown): AppError;
};

/** Two thousand vectors of four thousand numbers, written out as text, and room to spare. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** Reads an answer that comes whole, as parsed JSON, under the same limits as one that is streamed. */
export async function fetchAnswer(call: WholeCall): Promise<unknown> {
  const watch = watchCall(call.signal, call.limits);
  try {
    watch.waiting();
    const text = await readText(await call.open(watch.signal), watch);
    call.onBegun?.(watch.longestSilenceMs());
    const ended = watch.endedBecause();
    if (ended) throw ended;
    return parseJson(text);
  } catch (thrown) {
    watch.abandon();
    throw watch.endedBecause() ?? (thrown instanceof AppError ? thrown : call.toError(thrown));
  } finally {
    watch.stop();
  }
}

async function readText(response: Response, watch: CallWatch): Promise<string> {
  watch.waiting();
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    watch.begun();
    watch.waiting();
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw badResponse('The provider sent an answer that is too large.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badResponse('The provider sent something other than JSON, or broke off in the middle of it.');
  }
}

function badResponse(detail: string): AppError {
  return new AppError('provider_bad_response', { detail });
}
