import { type RunEvent, noUsage } from '@smart-ai-hub/contracts';
import { createTestRedis } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { appendEnd } from './cancel/cancel-run.ts';
import { type RunRelay, createRunRelay } from './relay/run-relay.ts';
import { type FrameWriterOptions, FencedOutError, LostStreamError, createFrameWriter } from './stream/frame-writer.ts';
import { type RunScripts, createRunScripts } from './stream/run-scripts.ts';
import { createStreamMemory } from './stream/stream-memory.ts';

const usage = { ...noUsage, inputTokens: 10, outputTokens: 2 };
const readUsage = () => usage;
const text = (value: string): RunEvent => ({ type: 'text', text: value });
const failed = { type: 'failed', code: 'run_interrupted', detail: 'Lost.', usage, costMicros: '0' } as const;
const done = { type: 'done', stopReason: 'end_turn', usage, costMicros: '42' } as const;

let redis: Redis;
let subscribers: Redis[];
let scripts: RunScripts;
let relay: RunRelay;
let otherRelay: RunRelay;

beforeAll(async () => {
  const { url } = await createTestRedis();
  redis = new Redis(url, { maxRetriesPerRequest: null });
  subscribers = [new Redis(url), new Redis(url)];
  scripts = createRunScripts(redis);
  [relay, otherRelay] = (await Promise.all(
    subscribers.map((subscriber, index) => {
      const [readRun, isQueued] = [() => Promise.resolve(undefined), () => Promise.resolve(false)];
      return createRunRelay({ gatewayId: `gw_lost_${index}`, scripts, subscriber, readRun, isQueued });
    }),
  )) as [RunRelay, RunRelay];
});

afterAll(() => [redis, ...subscribers].forEach((connection) => connection.disconnect()));

beforeEach(() => redis.flushdb());

async function openRun(runId: string, options: Partial<FrameWriterOptions> = {}) {
  await scripts.open(runId, 1);
  const onFencedOut = () => undefined;
  const { replyTo } = relay;
  return createFrameWriter({ scripts, runId, fence: 1, replyTo, after: 0, flushMs: 5, onFencedOut, ...options });
}

function recovery({ isOurs = true, maxCharacters = 1_000 } = {}) {
  const told = { lost: 0, rewritten: 0 };
  return {
    told,
    memory: createStreamMemory(maxCharacters),
    isStillOurs: () => Promise.resolve(isOurs),
    onLost: () => void (told.lost += 1),
    onRewritten: () => void (told.rewritten += 1),
  };
}

const framesOf = async (runId: string) => (await scripts.attach(runId, 'gateway:test', 1)).frames;
const stored = (frames: RunEvent[][], from = 1) =>
  frames.map((events, index) => ({ sequence: from + index, eventsJson: JSON.stringify(events) }));

async function readText(frames: ReturnType<RunRelay['attach']>['frames']): Promise<string> {
  let all = '';
  for await (const { events } of frames)
    for (const event of events) all += event.type === 'text' ? event.text : `|${event.type}`;
  return all;
}

describe('a stream that Redis has lost', () => {
  it('is written anew by the worker that has it: each reader gets every word once, whenever he came', async () => {
    const runId = 'run_lost_anew';
    const writer = await openRun(runId, { recovery: recovery() });
    const first = readText(relay.attach(runId, { fresh: true }).frames);
    for (const word of ['One ', 'two ']) {
      await writer.write(text(word), readUsage);
      await writer.flush();
    }
    const late = readText(otherRelay.attach(runId, { after: { sequence: 1, index: 0 } }).frames);
    await redis.flushdb();
    for (const word of ['three ', 'four.']) {
      await writer.write(text(word), readUsage);
      await writer.flush();
    }
    expect(await scripts.open(runId, 1)).toMatchObject({ sequence: 4, hasContent: true, usage });
    await writer.end(done);
    expect(await first).toBe('One two three four.|done');
    expect(await late).toBe('two three four.|done');
    expect(await framesOf(runId)).toEqual(
      stored([[text('One ')], [text('two ')], [text('three ')], [text('four.')], [done]]),
    );
  });

  it('is written anew also for its last frame only', async () => {
    const writer = await openRun('run_lost_last', { recovery: recovery() });
    await writer.write(text('All.'), readUsage);
    await writer.flush();
    await redis.flushdb();
    await writer.end(done);
    expect(await framesOf('run_lost_last')).toEqual(stored([[text('All.')], [done]]));
  });

  it('is written anew where Redis came back with less than it had', async () => {
    const writer = await openRun('run_lost_tail', { recovery: recovery() });
    await writer.write(text('kept '), readUsage);
    await writer.flush();
    const [events, state] = [`run:{run_lost_tail}:events`, `run:{run_lost_tail}:state`];
    const before = await redis.dumpBuffer(events);
    await writer.write(text('lost '), readUsage);
    await writer.flush();
    await redis.restore(events, 0, before, 'REPLACE');
    await redis.hset(state, 'sequence', 1);
    await writer.end(done);
    expect(await framesOf('run_lost_tail')).toEqual(stored([[text('kept ')], [text('lost ')], [done]]));
  });

  it('is left to the claim that has the run now', async () => {
    const writer = await openRun('run_lost_other', { recovery: recovery({ isOurs: false }) });
    await writer.write(text('old '), readUsage);
    await writer.flush();
    await redis.flushdb();
    await expect(writer.end(done)).rejects.toBeInstanceOf(FencedOutError);
    expect(await framesOf('run_lost_other')).toEqual([]);
  });

  it.each([
    { of: 'too long to be remembered', after: 0, maxCharacters: 10 },
    { of: 'begun by another worker', after: 3, maxCharacters: 1_000 },
  ])('and was $of ends in a failure, behind what its readers have', async ({ after, maxCharacters }) => {
    const runId = `run_lost_for_good_${after}`;
    const { told, ...recovering } = recovery({ maxCharacters });
    await openRun(runId);
    for (let frame = 1; frame <= after; frame += 1) {
      const before = { runId, fence: 1, usage, terminal: false, hasContent: true, takesOver: frame === 1, replyTo: '' };
      await scripts.append({ ...before, eventsJson: JSON.stringify([text(`${frame}. `)]) });
    }
    const writer = await openRun(runId, { fence: 2, after, recovery: recovering });
    const reading = readText(relay.attach(runId, { after: { sequence: after, index: 0 } }).frames);
    await writer.write(text('One '), readUsage);
    await writer.flush();
    await redis.flushdb();
    await expect(writer.write(text('two.'), readUsage).then(() => writer.flush())).rejects.toBeInstanceOf(
      LostStreamError,
    );
    expect(told).toEqual({ lost: 1, rewritten: 0 });
    await writer.end(done);
    expect(await reading).toBe('One |failed');
    const end = { ...failed, detail: 'The answer was lost on its way.', costMicros: '42' };
    expect(await framesOf(runId)).toEqual(stored([[end]], after + 2));
  });

  it('takes no more from a writer that cannot write it anew: the rest of an answer must not be taken for the whole', async () => {
    const writer = await openRun('run_lost_rest');
    await writer.write(text('One '), readUsage);
    await writer.flush();
    await redis.flushdb();
    await expect(writer.end(done)).rejects.toBeInstanceOf(FencedOutError);
    expect(await framesOf('run_lost_rest')).toEqual([]);
  });

  it('takes the end that the sweep writes, which reaches a reader who has more than is there', async () => {
    const writer = await openRun('run_lost_end');
    const reading = readText(relay.attach('run_lost_end', { fresh: true }).frames);
    for (const word of ['One ', 'two ']) {
      await writer.write(text(word), readUsage);
      await writer.flush();
    }
    await redis.flushdb();
    await appendEnd(scripts, 'run_lost_end', failed);
    expect(await framesOf('run_lost_end')).toEqual(stored([[failed]]));
    expect(await reading).toBe('One two |failed');
  });

  it('takes the answer of the next claim from its beginning', async () => {
    await openRun('run_lost_claim');
    await redis.flushdb();
    const writer = await openRun('run_lost_claim');
    await writer.write(text('Anew.'), readUsage);
    await writer.flush();
    expect(await framesOf('run_lost_claim')).toEqual(stored([[text('Anew.')]]));
  });
});

describe('a frame that is appended again because the answer was lost on the way', () => {
  it('is there once', async () => {
    const frame = { runId: 'run_twice', fence: 1, eventsJson: '[]', usage, hasContent: true, replyTo: '' };
    const twice = async (after: number, terminal = false) => {
      const append = () => scripts.append({ ...frame, terminal, takesOver: after === 0, after });
      return [await append(), await append()];
    };
    expect([await twice(0), await twice(1), await twice(2, true)]).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(await framesOf('run_twice')).toHaveLength(3);
  });
});
