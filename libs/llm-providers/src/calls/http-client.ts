import { ReadableStream } from 'node:stream/web';
import { Agent, type Dispatcher } from 'undici';

/** `fetch` with the hub's own limits, and the way to close its connections. */
export type HttpClient = { fetch: typeof globalThis.fetch; close(): Promise<void> };

const IDLE_CONNECTION_MS = 15_000;
const EMPTY_STATUSES = [204, 205, 304];

/**
 * One connection pool for all providers. Only the connect limit lives here: silence is watched per call, where pings and slow
 * readers can be told apart, so the pool's own header and body limits are off.
 */
export function createHttpClient(connectMs: number): HttpClient {
  const agent = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_CONNECTION_MS,
  });
  return { fetch: createFetch(agent), close: () => agent.destroy() };
}

/** What the official SDKs hand to `fetch`. */
type FetchOptions = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'> & { signal?: AbortSignal };

/**
 * As much of `fetch` as the official SDKs use, over a plain request: what undici's own does for browsers (cloned bodies, CORS,
 * caches) was a quarter of the worker's CPU. Redirects are not followed: a key is for the host that was configured.
 */
function createFetch(agent: Agent): HttpClient['fetch'] {
  const fetch = async (url: string, options: FetchOptions): Promise<Response> => {
    const { statusCode: status, headers, body } = await request(agent, url, options);
    const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const stream = EMPTY_STATUSES.includes(status) ? null : ReadableStream.from<Uint8Array>(body);
    return new Response(stream, { status, headers: pairs });
  };
  return fetch as unknown as HttpClient['fetch'];
}

async function request(agent: Agent, url: string, options: FetchOptions): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  try {
    return await agent.request({ ...options, origin, path: pathname + search });
  } catch (cause) {
    throw options.signal?.aborted ? cause : new TypeError('fetch failed', { cause });
  }
}
