import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { eventually } from '@smart-ai-hub/testing';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

type Replica = Awaited<ReturnType<GatewayFixture['startReplica']>>;

let fixture: GatewayFixture;
let replica: Replica;
let here: Caller;
let there: Caller;

beforeAll(async () => {
  fixture = await createGatewayFixture();
  replica = await fixture.startReplica();
  here = await fixture.openAccount();
  there = replica.callerOf(here);
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await replica.close();
  await fixture.close();
});

const PATH = '/v1/responses';
const BODY = { model: MODEL, input: 'Hi', background: true, stream: true };

type TextReader = ReadableStreamDefaultReader<string>;

async function readerOf(response: Promise<Response>): Promise<TextReader> {
  const { body } = await response;
  if (!body) throw new Error('nothing is answered');
  return body.pipeThrough(new TextDecoderStream()).getReader();
}

async function readUntil(reader: TextReader, wanted: string): Promise<string> {
  let seen = '';
  while (!seen.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended before ${wanted}`);
    seen += value;
  }
  return seen;
}

const lastNumberIn = (stream: string) =>
  Number(
    stream
      .match(/"sequence_number":(\d+)/g)
      ?.at(-1)
      ?.replace(/\D/g, ''),
  );

describe('a response in the background, begun at one gateway', () => {
  it('goes on at another one behind the event that was seen last, while it is still being answered', async () => {
    const leaving = new AbortController();
    const answer = here.post(PATH, BODY, { signal: leaving.signal });
    const run = await fixture.worker.nextRun();
    await run.say(started, text('One '));
    const seen = await readUntil(await readerOf(answer), 'One ');
    leaving.abort();
    const id = run.payload.runId.replace('run_', 'resp_');
    const resumed = await readerOf(there.get(`${PATH}/${id}?stream=true&starting_after=${lastNumberIn(seen)}`));
    await run.say(text('two '));
    let rest = await readUntil(resumed, 'two ');
    await run.say(text('three.'));
    await run.finish();
    rest += await readUntil(resumed, 'event: response.completed\n');
    for (let next = await resumed.read(); !next.done; next = await resumed.read()) rest += next.value;
    const whole = await (await here.get(`${PATH}/${id}?stream=true`)).text();
    expect(seen + rest).toBe(whole);
    expect(await (await there.get(`${PATH}/${id}?stream=true`)).text()).toBe(whole);
  });

  it('is read whole at another one once it has ended, and cancelled from there while it has not', async () => {
    const answer = here.post(PATH, { ...BODY, stream: false });
    const { id } = (await (await answer).json()) as { id: string };
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Half'));
    const cancelling = there.post(`${PATH}/${id}/cancel`, {});
    await eventually(() => run.isCancelRequested());
    await run.fail('run_cancelled');
    expect(await (await cancelling).json()).toMatchObject({ id, status: 'cancelled' });
    expect(await (await here.get(`${PATH}/${id}`)).json()).toMatchObject({
      status: 'cancelled',
      output: [{ content: [{ text: 'Half' }] }],
    });
  });
});
