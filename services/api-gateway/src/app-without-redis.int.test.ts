import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from './fixtures/gateway-fixture.ts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const content = [{ type: 'text', text: 'Hello' }];
const body = { model: MODEL, max_tokens: 100, messages: [{ role: 'user', content }] };
const paths = ['/api/runs', '/v1/chat/completions', '/v1/messages'];

/** Resolves when the gateway's own connection is back. */
async function mend(): Promise<void> {
  await fixture.redis.mend();
  await eventually(() => fixture.deps.redis.ping());
}

const finishNext = async (words: string) => {
  const run = await fixture.worker.nextRun();
  await run.say(started, text(words));
  await run.finish();
  return run;
};

async function expectUncharged({ accountId }: Caller): Promise<void> {
  expect(await fixture.readMoney(accountId)).toEqual({ balance: 10_000_000n, held: 0n });
}

describe('while the queue is away', () => {
  let isCut = false;
  const cut = async () => {
    isCut = true;
    await fixture.redis.cut();
  };
  afterEach(async () => {
    if (isCut) await mend();
    isCut = false;
  });

  it.each(paths)('POST %s answers 503 with Retry-After at once, and no hold is left', async (path) => {
    const caller = await fixture.openAccount();
    await cut();
    const since = performance.now();
    const response = await caller.post(path, body);
    expect(response.status).toBe(503);
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectUncharged(caller);
    expect((await fixture.runsOf(caller.accountId)).map(({ state }) => state)).not.toContain('queued');
  });

  it.each(paths)(
    'a call of POST %s that is sent again with its Idempotency-Key goes through afterwards',
    async (path) => {
      const caller = await fixture.openAccount();
      const headers = { 'idempotency-key': 'try-again' };
      await cut();
      expect((await caller.post(path, body, { headers })).status).toBe(503);
      await mend();
      isCut = false;
      const again = caller.post(path, body, { headers });
      const [response, run] = await Promise.all([again, finishNext('At last.')]);
      expect(response.ok).toBe(true);
      expect(await fixture.readRun(run.payload.runId)).toMatchObject({ accountId: caller.accountId, state: 'done' });
    },
  );

  it('an answer that is being read goes on when it is back, without a gap', async () => {
    const caller = await fixture.openAccount();
    const answer = caller.post('/v1/messages', { ...body, stream: true });
    const run = await fixture.worker.nextRun();
    await run.say(started, text('One '));
    const response = await answer;
    await cut();
    await run.say(text('two '));
    await mend();
    isCut = false;
    await run.say(text('three.'));
    await run.finish();
    const told = await response.text();
    const words = [...told.matchAll(/"text_delta","text":"([^"]*)"/g)].map((match) => match[1]);
    expect(words.join('')).toBe('One two three.');
    expect(told).toContain('message_stop');
  });
});
