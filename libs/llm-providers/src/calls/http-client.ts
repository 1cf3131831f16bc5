import { Agent, fetch as undiciFetch } from 'undici';

/** `fetch` with the hub's own limits, and the way to close its connections. */
export type HttpClient = { fetch: typeof globalThis.fetch; close(): Promise<void> };

const IDLE_CONNECTION_MS = 15_000;

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
  const fetch = ((input: string, init: object) =>
    undiciFetch(input, { ...init, dispatcher: agent })) as unknown as typeof globalThis.fetch;
  return { fetch, close: () => agent.destroy() };
}
