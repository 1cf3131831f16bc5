import { readRetryAfter } from '@smart-ai-hub/dialects';
import type { HttpClient } from '../calls/http-client.ts';
import type { KeyRing } from './key-ring.ts';

/** A key that its provider does not take just now; never the key itself. */
export type KeyRefusal = { key: number; status: number };

const LIMITED = 429;
const NOT_ACCEPTED = [401, 403];
/** Where a provider says nothing of how long. */
const LIMIT_REST_MS = 10_000;
/** Nobody looks at a key every minute that was taken back; somebody may have repaired it since. */
const LEFT_OUT_MS = 600_000;

/**
 * The same client with several keys: each request takes one by weight. A key that is limited rests until its Retry-After, one that
 * is not accepted is left out, and the request goes on with another. When no other is left, the refusal is what the caller sees.
 */
export function withKeys(http: HttpClient, ring: KeyRing, onRefused: (refusal: KeyRefusal) => void): HttpClient {
  if (ring.size < 2) return http;
  const leftOut = new Set<number>();
  const noteAnswer = (number: number, response: Response): boolean => {
    const { status, headers } = response;
    if (status === LIMITED) {
      const seconds = readRetryAfter(headers, Date.now());
      ring.rest(number, seconds === undefined ? LIMIT_REST_MS : seconds * 1_000);
      onRefused({ key: number, status });
      return false;
    }
    if (!NOT_ACCEPTED.includes(status)) {
      leftOut.delete(number);
      return true;
    }
    ring.rest(number, LEFT_OUT_MS);
    if (!leftOut.has(number)) onRefused({ key: number, status });
    leftOut.add(number);
    return false;
  };
  const fetch: HttpClient['fetch'] = async (url, options = {}) => {
    const tried = new Set<number>();
    let chosen = ring.choose(tried) ?? ring.soonest();
    for (;;) {
      tried.add(chosen.number);
      const response = await http.fetch(url, { ...options, headers: withKey(options.headers, chosen.key) });
      if (noteAnswer(chosen.number, response)) return response;
      const next = ring.choose(tried);
      if (!next || options.signal?.aborted) return response;
      await response.body?.cancel();
      chosen = next;
    }
  };
  return { fetch, close: () => http.close() };
}

/** In the header in which the SDK put its own: Anthropic's, or everybody else's. */
function withKey(given: ConstructorParameters<typeof Headers>[0], key: string): Headers {
  const headers = new Headers(given);
  if (headers.has('x-api-key')) headers.set('x-api-key', key);
  else headers.set('authorization', `Bearer ${key}`);
  return headers;
}
