import { describe, expect, it } from '@jest/globals';
import { accountEndpoints, creditEndpoints, runHistoryEndpoints } from '@smart-ai-hub/contracts';
import { createHubClient } from './hub-client.ts';

type Seen = { url: string; authorization: string | null; traceparent: string | null };
type Answer = (request: Seen, seen: readonly Seen[]) => Response | Promise<Response>;

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const unauthenticated = () => json(401, { code: 'unauthenticated', detail: 'expired' });

function setUp(answer: Answer, locks?: Pick<LockManager, 'request'>) {
  const seen: Seen[] = [];
  let lost = 0;
  const client = createHubClient({
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      const request = {
        url: String(url),
        authorization: headers.get('authorization'),
        traceparent: headers.get('traceparent'),
      };
      seen.push(request);
      return Promise.resolve(answer(request, seen));
    },
    locks,
    onSessionLost: () => {
      lost += 1;
    },
  });
  return { client, seen, lostCount: () => lost, count: (url: string) => seen.filter((one) => one.url === url).length };
}

const REFRESH = '/api/auth/refresh';

/** A server that knows one token and hands it out on refresh. */
const fresh: Answer = ({ url, authorization }) => {
  if (url === REFRESH) return json(200, { user: {}, token: 'fresh' });
  return authorization === 'Bearer fresh' ? json(200, { balance: 1 }) : unauthenticated();
};

describe('the client', () => {
  it('shares one refresh among all calls that are refused at the same time, and then repeats each', async () => {
    const { client, count, seen } = setUp(fresh);
    client.tokens.set('stale');
    const results = await Promise.all([
      client.send(creditEndpoints.readBalance),
      client.send(runHistoryEndpoints.listRuns),
      client.send(creditEndpoints.listTransactions),
    ]);
    expect(results.every((result) => 'response' in result)).toBe(true);
    expect(count(REFRESH)).toBe(1);
    expect(seen).toHaveLength(7);
  });

  it('does not refresh again for a call that was refused while another had already renewed the token', async () => {
    const { client, count } = setUp((request, seen) => {
      if (request.url === '/api/runs' && count('/api/runs') === 1) client.tokens.set('fresh');
      return fresh(request, seen);
    });
    client.tokens.set('stale');
    expect('response' in (await client.send(runHistoryEndpoints.listRuns))).toBe(true);
    expect(count(REFRESH)).toBe(0);
  });

  it('refreshes under a lock that other tabs wait for', async () => {
    const names: string[] = [];
    const locks = {
      request: (name: string, work: () => Promise<unknown>) => {
        names.push(name);
        return work();
      },
    } as unknown as Pick<LockManager, 'request'>;
    const { client } = setUp(fresh, locks);
    await client.send(creditEndpoints.readBalance);
    expect(names).toHaveLength(1);
  });

  it('neither refreshes nor repeats a call that a wrong password refused', async () => {
    const { client, seen } = setUp(() => json(401, { code: 'invalid_credentials' }));
    const body = { password: 'wrong', confirm: 'delete my account' } as const;
    const result = await client.send(accountEndpoints.deleteMe, { body });
    expect('problem' in result && result.problem.code).toBe('invalid_credentials');
    expect(seen).toHaveLength(1);
  });

  it('gives the session up when the server refuses the refresh', async () => {
    const { client, lostCount } = setUp(unauthenticated);
    const result = await client.send(creditEndpoints.readBalance);
    expect('problem' in result && result.problem.status).toBe(401);
    expect(lostCount()).toBe(1);
  });

  it('keeps the session when the refresh merely cannot be done, and tells that instead of "not signed in"', async () => {
    const { client, lostCount } = setUp(({ url }) => (url === REFRESH ? json(503, {}) : unauthenticated()));
    const result = await client.send(creditEndpoints.readBalance);
    expect('problem' in result && result.problem.code).toBe('dependency_unavailable');
    expect(lostCount()).toBe(0);
  });

  it('does not try a third time when the renewed token is refused as well', async () => {
    const { client, count } = setUp(({ url }) =>
      url === REFRESH ? json(200, { user: {}, token: 'fresh' }) : unauthenticated(),
    );
    await client.send(creditEndpoints.readBalance);
    expect(count('/api/credits/balance')).toBe(2);
  });

  it('does not bring a session back that was ended while its refresh was under way', async () => {
    const { client } = setUp(fresh);
    const refreshed = client.tokens.refresh();
    client.tokens.clear();
    await refreshed;
    expect(client.tokens.current()).toBeNull();
  });

  it('sends a trace context with every request, a new one for each', async () => {
    const { client, seen } = setUp(fresh);
    await client.send(creditEndpoints.readBalance);
    expect(seen.every(({ traceparent }) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(traceparent ?? ''))).toBe(true);
    expect(new Set(seen.map(({ traceparent }) => traceparent)).size).toBe(seen.length);
  });

  it('reports an unreachable hub as a problem rather than throwing', async () => {
    const { client } = setUp(() => Promise.reject(new TypeError('network')));
    expect(await client.send(creditEndpoints.readBalance)).toMatchObject({ problem: { code: 'offline' } });
  });
});
