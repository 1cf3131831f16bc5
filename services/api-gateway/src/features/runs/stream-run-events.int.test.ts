import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@smart-ai-hub/testing';
import { type Caller, createGatewayFixture, type GatewayFixture, MODEL } from '../../fixtures/gateway-fixture.ts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterAll(() => fixture.close());

const question = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

async function startRun(caller: Caller) {
  const response = await caller.post('/api/runs', question);
  const { run } = (await response.json()) as { run: { id: string } };
  return { id: run.id, work: await fixture.worker.nextRun() };
}

describe('a reader of a silent run', () => {
  it('is forgotten as soon as it hangs up', async () => {
    const caller = await fixture.openAccount();
    const { id, work } = await startRun(caller);
    await work.say(started);
    const leaving = new AbortController();
    const response = await caller.get(`/api/runs/${id}/events`, {}, leaving.signal);
    await response.body?.getReader().read();
    expect(fixture.deps.relay.size()).toBe(1);
    leaving.abort();
    await eventually(async () => expect(fixture.deps.relay.size()).toBe(0));
    await work.finish();
  });

  it('is let go with a clean end when the gateway leaves, and goes on elsewhere from its cursor', async () => {
    const caller = await fixture.openAccount();
    const { id, work } = await startRun(caller);
    await work.say(started, text('One '));
    const reading = caller.get(`/api/runs/${id}/events`);
    const response = await reading;
    fixture.deps.leave();
    const seen = await response.text();
    expect(seen).not.toContain('event: done');
    await work.say(text('two.'));
    await work.finish();
    const refused = await caller.get(`/api/runs/${id}/events`, { 'last-event-id': '1.1' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ code: 'draining' });
  });
});

describe('a call without a valid credential', () => {
  it.each(['/v1/chat/completions', '/v1/messages', '/api/runs'])(
    'is refused before its body is read: %s',
    async (path) => {
      for (const headers of [{}, { authorization: 'Bearer sah_live_none' }]) {
        const body = '{"this is not JSON';
        const response = await fetch(`${fixture.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
        });
        expect(response.status).toBe(401);
      }
    },
  );
});
