import { type RunEvent, runEventSchema } from '@smart-ai-hub/contracts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import type { PlayedRun } from '../../fixtures/played-worker.ts';
import { openSocket } from '../../fixtures/socket-client.ts';

const STREAMS = 50;
const FRAMES = 40;
const question = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

let fixture: GatewayFixture;
let otherUrl: string;
let closeOther: () => Promise<void>;

beforeAll(async () => {
  fixture = await createGatewayFixture();
  const other = await fixture.startReplica();
  otherUrl = other.url;
  closeOther = () => other.close();
});
afterAll(async () => {
  await closeOther();
  await fixture.close();
});

type Told = { id: string; event: RunEvent };

/** Reads at most so many events behind the cursor and then breaks the connection. */
type ReadSome = (caller: Caller, runId: string, after: string | undefined, most: number) => Promise<Told[]>;

const bySentEvents =
  (url: string): ReadSome =>
  async ({ apiKey }, runId, after, most) => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${apiKey}`, ...(after !== undefined && { 'last-event-id': after }) };
    const response = await fetch(`${url}/api/runs/${runId}/events`, { headers, signal: leaving.signal });
    const told: Told[] = [];
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, data] = /^id: (.*)\nevent: .*\ndata: (.*)$/.exec(block) ?? [];
        if (id !== undefined && told.length < most)
          told.push({ id, event: runEventSchema.parse(JSON.parse(data ?? '')) });
      }
      if (told.length >= most) break;
    }
    leaving.abort();
    return told;
  };

const bySocket =
  (url: string): ReadSome =>
  async ({ apiKey }, runId, after, most) => {
    const client = await openSocket(url, apiKey);
    client.send({ type: 'subscribe', runId, after });
    const told: Told[] = [];
    while (told.length < most && !isOver(told)) {
      const { id, event } = await client.next('event');
      told.push({ id, event });
    }
    client.socket.terminate();
    return told;
  };

const isOver = (told: Told[]) => told.at(-1)?.event.type === 'done';

/** The same numbers at every run: a stream that breaks the promise breaks it again. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

async function speak(run: PlayedRun, random: (limit: number) => number): Promise<string> {
  let said = '';
  await run.say(started);
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const words = `${frame}:${'ä'.repeat(random(5))} `;
    said += words;
    await run.say(text(words), ...(random(6) === 0 ? [{ type: 'reasoning' as const, text: 'hm' }] : []));
  }
  await run.finish();
  return said;
}

const textOf = (told: Told[]) => told.map(({ event }) => (event.type === 'text' ? event.text : '')).join('');
const thoughtsOf = (told: Told[]) => told.map(({ event }) => (event.type === 'reasoning' ? event.text : '')).join('');

async function readInPieces(caller: Caller, runId: string, random: (limit: number) => number): Promise<Told[]> {
  const ways = [bySentEvents(fixture.url), bySocket(otherUrl), bySentEvents(otherUrl), bySocket(fixture.url)];
  const told: Told[] = [];
  for (let turn = random(4); !isOver(told); turn += 1) {
    const way = ways[turn % ways.length];
    told.push(...((await way?.(caller, runId, told.at(-1)?.id, 1 + random(12))) ?? []));
  }
  return told;
}

it(`${STREAMS} streams that are cut at random points and gone on with by SSE and WebSocket, here and there, lose and repeat nothing`, async () => {
  const random = createRandom(20_261_125);
  const caller = await fixture.openAccount(1_000);
  const work = Array.from({ length: STREAMS }, async () => {
    await caller.post('/api/runs', question);
    const run = await fixture.worker.nextRun();
    const reading = readInPieces(caller, run.payload.runId, random);
    const said = await speak(run, random);
    return {
      said,
      told: await reading,
      whole: await bySentEvents(otherUrl)(caller, run.payload.runId, undefined, 1e6),
    };
  });
  for (const { said, told, whole } of await Promise.all(work)) {
    expect(textOf(told)).toBe(said);
    expect(thoughtsOf(told)).toBe(thoughtsOf(whole));
    expect(textOf(whole)).toBe(said);
    expect(told.filter(({ event }) => event.type === 'started' || event.type === 'done')).toHaveLength(2);
  }
}, 60_000);
