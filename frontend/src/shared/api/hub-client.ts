import { accountEndpoints, type Endpoint } from '@smart-ai-hub/contracts';
import { type AnyEndpointInput, buildRequest } from './endpoint-query.ts';
import { offlineProblem, type Problem, readProblem } from './problem.ts';
import { createSessionTokens, type RefreshResult, type SessionTokens, type SignedIn } from './session-tokens.ts';
import { newTraceparent } from './trace-context.ts';

export type SendOptions = { headers?: Record<string, string>; signal?: AbortSignal };
export type SendResult = { response: Response } | { problem: Problem };

export type HubClient = {
  tokens: SessionTokens;
  /** Sends one call. Answers the raw response of a success (streams need it), or the problem. Throws only when `signal` aborts. */
  send(endpoint: Endpoint, input?: AnyEndpointInput, options?: SendOptions): Promise<SendResult>;
};

export type HubClientOptions = {
  fetch: typeof globalThis.fetch;
  locks: Pick<LockManager, 'request'> | undefined;
  /** Called when the server says that the session is over, not when it merely cannot be reached. */
  onSessionLost: () => void;
};

type FetchOnce = (
  endpoint: Endpoint,
  input: AnyEndpointInput,
  options: SendOptions,
  token: string | null,
) => Promise<SendResult>;

function createFetchOnce(fetch: typeof globalThis.fetch): FetchOnce {
  return async (endpoint, input, options, token) => {
    const { method, url, body } = buildRequest(endpoint, input);
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== null && endpoint.auth !== 'public' && { authorization: `Bearer ${token}` }),
      traceparent: newTraceparent(),
      ...options.headers,
    };
    try {
      const response = await fetch(url, {
        method,
        headers,
        credentials: 'same-origin',
        ...(body !== undefined && { body }),
        ...(options.signal && { signal: options.signal }),
      });
      return response.ok ? { response } : { problem: await readProblem(response) };
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return { problem: offlineProblem };
    }
  };
}

async function readSignedIn(result: SendResult): Promise<RefreshResult> {
  if ('problem' in result) return result;
  return { data: (await result.response.json()) as SignedIn };
}

/** A wrong password is no reason for another token: the call would only be made again, and the password counted twice. */
const isTokenRefused = ({ auth }: Endpoint, { status, code }: Problem): boolean =>
  status === 401 && auth !== 'public' && code !== 'invalid_credentials';

/** The one way to the hub's API: authorization, one shared refresh on 401, trace context and problems. */
export function createHubClient({ fetch, locks, onSessionLost }: HubClientOptions): HubClient {
  const fetchOnce = createFetchOnce(fetch);
  const tokens = createSessionTokens({
    requestRefresh: async () => readSignedIn(await fetchOnce(accountEndpoints.refresh, {}, {}, null)),
    locks,
  });

  const renewedToken = async (refused: string | null): Promise<string | Problem> => {
    const current = tokens.current();
    if (current !== null && current !== refused) return current;
    const result = await tokens.refresh();
    if ('data' in result) return result.data.token;
    if (result.problem.status === 401) onSessionLost();
    return result.problem;
  };

  return {
    tokens,
    send: async (endpoint, input = {}, options = {}) => {
      const token = tokens.current();
      const first = await fetchOnce(endpoint, input, options, token);
      if (!('problem' in first) || !isTokenRefused(endpoint, first.problem)) return first;
      const renewed = await renewedToken(token);
      return typeof renewed === 'string' ? fetchOnce(endpoint, input, options, renewed) : { problem: renewed };
    },
  };
}
