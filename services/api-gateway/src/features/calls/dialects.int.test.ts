import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

afterEach(() => {
  jest.useRealTimers();
});

const KEEP_ALIVE_MS = 10_000;
const HEADERS_WITHIN_MS = 3_000;

/** Freezes the timers that the gateway sets from now on; everything else keeps its clock. */
function holdTimers(...held: ('setTimeout' | 'setInterval')[]): void {
  const others = [
    'Date',
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
  ] as const;
  const pairs = [
    ['setTimeout', 'clearTimeout'],
    ['setInterval', 'clearInterval'],
  ] as const;
  const free = pairs.filter(([name]) => !held.includes(name)).flat();
  jest.useFakeTimers({ doNotFake: [...others, ...free] });
}

type Envelope = { type: string; code?: string; message: string };

const dialects = [
  {
    dialect: 'openai-chat',
    path: '/v1/chat/completions',
    keepAlive: ': keep-alive\n\n',
    end: /data: \[DONE\]\n\n$/,
    types: { missing: 'invalid_request_error', unpaid: 'insufficient_quota', away: 'server_error' },
    answerIn: (body: unknown) => (body as { choices: { message: { content: string } }[] }).choices[0]?.message.content,
    errorEvent: /^data: (\{"error":.*\})$/m,
  },
  {
    dialect: 'openai-responses',
    path: '/v1/responses',
    keepAlive: ': keep-alive\n\n',
    end: /event: response.completed\n.*\n\n$/,
    types: { missing: 'invalid_request_error', unpaid: 'insufficient_quota', away: 'server_error' },
    answerIn: (body: unknown) => (body as { output: { content: { text: string }[] }[] }).output[0]?.content[0]?.text,
    errorEvent: /^event: response.failed\ndata: (.*)$/m,
  },
  {
    dialect: 'anthropic-messages',
    path: '/v1/messages',
    keepAlive: 'event: ping\ndata: {"type":"ping"}\n\n',
    end: /event: message_stop\ndata: {"type":"message_stop"}\n\n$/,
    types: { missing: 'not_found_error', unpaid: 'billing_error', away: 'overloaded_error' },
    answerIn: (body: unknown) => (body as { content: { text: string }[] }).content[0]?.text,
    errorEvent: /^event: error\ndata: (.*)$/m,
  },
];

const bodyOf = (stream: boolean, model = MODEL) => ({
  model,
  stream,
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
  input: 'Hello',
});

const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];

const errorOf = async (response: Response) => ((await response.json()) as { error: Envelope }).error;

function reader(response: Response): () => Promise<string> {
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return async () => (await chunks?.read())?.value ?? '';
}

async function expectUncharged({ accountId }: Caller): Promise<void> {
  expect(await fixture.readMoney(accountId)).toEqual({ balance: 10_000_000n, held: 0n });
}

describe.each(dialects)('a call in $dialect', ({ path, types, answerIn, end, keepAlive, errorEvent }) => {
  it.each(forms)('brings the whole answer, and is charged what its last frame says; $form', async ({ stream }) => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, bodyOf(stream));
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Hello '));
    await run.say(text('you.'));
    await run.finish();
    const response = await answer;
    expect([response.status, response.headers.get('x-hub-run-id')]).toEqual([200, run.payload.runId]);
    if (stream) {
      const told = await response.text();
      expect(told).toContain('Hello ');
      expect(told.indexOf('you.')).toBeGreaterThan(told.indexOf('Hello '));
      expect(told).toMatch(end);
    } else expect(answerIn(await response.json())).toBe('Hello you.');
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 10_000_000n - 1_234n, held: 0n });
  });

  it.each(forms)('that fails before the first piece is an HTTP error; $form', async ({ stream }) => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, bodyOf(stream));
    const run = await fixture.worker.nextRun();
    await run.say(started);
    await run.fail('provider_unavailable');
    const response = await answer;
    expect([response.status, response.headers.get('x-hub-run-id')]).toEqual([503, run.payload.runId]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(response)).toMatchObject({ type: types.away, message: 'It went wrong.' });
    await expectUncharged(caller);
  });

  it('that fails after the first piece ends with an error inside the stream, and never looks whole', async () => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, bodyOf(true));
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Half an '));
    await run.fail('provider_bad_response');
    const response = await answer;
    const told = await response.text();
    expect(response.status).toBe(200);
    expect(told).toContain('Half an ');
    const [, data = ''] = errorEvent.exec(told) ?? [];
    expect(data).toContain('"message":"It went wrong."');
    expect(told.trimEnd().endsWith(data)).toBe(true);
    expect(told).not.toMatch(end);
  });

  it('that fails after the first piece is an HTTP error when it is plain', async () => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, bodyOf(false));
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Half an '));
    await run.fail('provider_bad_response');
    const response = await answer;
    expect([response.status, response.headers.get('x-hub-run-id')]).toEqual([502, run.payload.runId]);
  });

  it.each(forms)('of a model that nobody serves is refused before anything is held; $form', async ({ stream }) => {
    const caller = await fixture.openAccount();
    const response = await caller.post(path, bodyOf(stream, 'gpt-of-tomorrow'));
    expect(response.status).toBe(404);
    const error = await errorOf(response);
    expect(error).toMatchObject({ type: types.missing });
    expect(error.message).toContain('gpt-of-tomorrow');
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it.each(forms)('that its account cannot pay is refused with 402; $form', async ({ stream }) => {
    const caller = await fixture.openAccount(0.001);
    const response = await caller.post(path, bodyOf(stream));
    expect(response.status).toBe(402);
    expect(await errorOf(response)).toMatchObject({ type: types.unpaid });
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 1_000n, held: 0n });
  });

  it('without a credential, or with a wrong one, is refused with 401', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer sah_live_nobody' };
    const response = await fetch(`${fixture.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(bodyOf(true)),
    });
    expect(response.status).toBe(401);
    expect(await errorOf(response)).toMatchObject({ type: 'authentication_error' });
  });

  it('with a known Idempotency-Key gets the same answer again, and pays once', async () => {
    const caller = await fixture.openAccount();
    const headers = { 'idempotency-key': 'once' };
    const answer = caller.post(path, bodyOf(false), { headers });
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Only once.'));
    const beside = caller.post(path, bodyOf(false), { headers });
    await run.finish();
    const after = await caller.post(path, bodyOf(false), { headers });
    for (const response of [await answer, await beside, after]) {
      expect(response.headers.get('x-hub-run-id')).toBe(run.payload.runId);
      expect(answerIn(await response.json())).toBe('Only once.');
    }
    const conflict = await caller.post(path, bodyOf(true), { headers });
    expect(conflict.status).toBe(422);
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 10_000_000n - 1_234n, held: 0n });
  });

  it('is kept alive while its answer pauses', async () => {
    const caller = await fixture.openAccount();
    holdTimers('setInterval');
    const answer = caller.post(path, bodyOf(true));
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Wait '));
    const read = reader(await answer);
    expect(await read()).toContain('Wait ');
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    expect(await read()).toBe(keepAlive);
    await run.finish();
    expect(await read()).toMatch(end);
  });

  it('gets its headers and is kept alive while nothing comes at all; a failure then is told inside', async () => {
    const caller = await fixture.openAccount();
    holdTimers('setTimeout', 'setInterval');
    const answer = caller.post(path, bodyOf(true));
    const run = await fixture.worker.nextRun();
    jest.advanceTimersByTime(HEADERS_WITHIN_MS);
    const response = await answer;
    expect(response.status).toBe(200);
    const read = reader(response);
    jest.advanceTimersByTime(KEEP_ALIVE_MS);
    expect(await read()).toBe(keepAlive);
    await run.fail('provider_timeout');
    const told = await read();
    expect(told).toMatch(errorEvent);
    expect(told).not.toMatch(end);
  });

  it.each(forms)('whose caller hangs up in the queue is voided, free of charge; $form', async ({ stream }) => {
    const caller = await fixture.openAccount();
    const leaving = new AbortController();
    const answer = caller.post(path, bodyOf(stream), { signal: leaving.signal });
    const { runId } = await fixture.worker.nextJob();
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await eventually(async () => (await fixture.readRun(runId)).state === 'cancelled');
    await expectUncharged(caller);
  });

  it('whose caller hangs up in the middle is stopped at its worker', async () => {
    const caller = await fixture.openAccount();
    const leaving = new AbortController();
    const answer = caller.post(path, bodyOf(true), { signal: leaving.signal });
    const run = await fixture.worker.nextRun();
    await run.say(started, text('You there? '));
    await reader(await answer)();
    leaving.abort();
    await eventually(() => run.isCancelRequested());
    await run.fail('run_cancelled');
    await eventually(() => fixture.deps.relay.size() === 0);
  });
});
