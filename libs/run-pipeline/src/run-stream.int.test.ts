import { type RunCursor, type RunEvent, type RunFrame, RUN_START, noUsage } from '@smart-ai-hub/contracts';
import { type TestRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { appendEnd } from './cancel/cancel-run.ts';
import { type RunRelay, createRunRelay } from './relay/run-relay.ts';
import { FencedOutError, type FrameWriter, createFrameWriter } from './stream/frame-writer.ts';
import { type RunScripts, createRunScripts } from './stream/run-scripts.ts';

const usage = { ...noUsage, inputTokens: 10, outputTokens: 2 };
const done = { type: 'done', stopReason: 'end_turn', usage, costMicros: '42' } as const;
const readUsage = () => usage;
const text = (value: string): RunEvent => ({ type: 'text', text: value });

let testRedis: TestRedis;
let connections: Redis[];
let scripts: RunScripts;
let relay: RunRelay;
let otherRelay: RunRelay;
let nextRun = 0;

function connect(): Redis {
  const connection = new Redis(testRedis.url, { maxRetriesPerRequest: null });
  connections.push(connection);
  return connection;
}

function openRelay(gatewayId: string): Promise<RunRelay> {
  const [readRun, isQueued] = [() => Promise.resolve(undefined), () => Promise.resolve(false)];
  return createRunRelay({ gatewayId, scripts: createRunScripts(connect()), subscriber: connect(), readRun, isQueued });
}

beforeAll(async () => {
  connections = [];
  testRedis = await createTestRedis();
  scripts = createRunScripts(connect());
  relay = await openRelay('gw_stream_test_a');
  otherRelay = await openRelay('gw_stream_test_b');
});

afterAll(async () => {
  await relay.close();
  await otherRelay.close();
  for (const connection of connections) connection.disconnect();
});

async function openRun(fence = 1, onFencedOut = () => undefined as void) {
  nextRun += 1;
  const runId = `run_stream_test_${nextRun}`;
  await scripts.open(runId, fence);
  return { runId, writer: writerOf(runId, fence, onFencedOut) };
}

function writerOf(runId: string, fence: number, onFencedOut = () => undefined as void): FrameWriter {
  return createFrameWriter({ scripts, runId, fence, replyTo: relay.replyTo, flushMs: 5, onFencedOut });
}

async function textOf(frames: AsyncIterable<RunFrame>): Promise<string> {
  let all = '';
  for await (const frame of frames) {
    for (const event of frame.events) {
      if (event.type === 'text') all += event.text;
      if (event.type === 'done' || event.type === 'failed') all += `|${event.type}`;
    }
  }
  return all;
}

describe('the stream of a run', () => {
  it('reaches the gateway that waits for it, whole and in order', async () => {
    const { runId, writer } = await openRun();
    const reading = textOf(relay.attach(runId, { fresh: true }).frames);
    for (let word = 0; word < 200; word += 1) await writer.write(text(`${word} `), readUsage);
    await writer.end(done);
    const words = Array.from({ length: 200 }, (_, word) => `${word} `).join('');
    expect(await reading).toBe(`${words}|done`);
  });

  it('reaches another gateway that attaches in the middle, from the beginning', async () => {
    const { runId, writer } = await openRun();
    await writer.write(text('before '), readUsage);
    await writer.flush();
    const reading = textOf(otherRelay.attach(runId).frames);
    await eventually(async () => {
      await writer.write(text('.'), readUsage);
      await writer.flush();
      return otherRelay.size() > 0;
    });
    await writer.end(done);
    expect(await reading).toMatch(/^before \.+\|done$/);
  });

  it('can be read again after its end, from any cursor', async () => {
    const { runId, writer } = await openRun();
    for (const word of ['a', 'b', 'c']) {
      await writer.write(text(word), readUsage);
      await writer.flush();
    }
    await writer.end(done);
    expect(await textOf(relay.attach(runId, { after: { sequence: 0, index: -1 } }).frames)).toBe('abc|done');
    expect(await textOf(otherRelay.attach(runId, { after: { sequence: 2, index: 0 } }).frames)).toBe('c|done');
  });

  it('is told in pages, none much larger than asked, with a word on whether more follows', async () => {
    const { runId, writer } = await openRun();
    for (const word of ['a', 'b', 'c']) {
      await writer.write(text(word.repeat(100)), readUsage);
      await writer.flush();
    }
    const page = async (from: number, bytes: number) => {
      const { frames, hasMore } = await scripts.attach(runId, relay.replyTo, from, bytes);
      return [frames.map(({ sequence }) => sequence), hasMore];
    };
    expect(await page(1, 1)).toEqual([[1], true]);
    expect(await page(1, 200)).toEqual([[1, 2], true]);
    expect(await page(2, 200)).toEqual([[2, 3], false]);
    expect(await page(1, 100_000)).toEqual([[1, 2, 3], false]);
    expect(await page(4, 100_000)).toEqual([[], false]);
  });

  it('comes to a late reader in few events, and from any cursor on without a gap or a repetition', async () => {
    const { runId, writer } = await openRun();
    for (let word = 0; word < 300; word += 1) {
      await writer.write(text(`${word} `), readUsage);
      if (word % 3 === 0) await writer.write({ type: 'reasoning', text: `(${word})` }, readUsage);
      if (word % 100 > 0) await writer.flush();
    }
    await writer.end(done);
    const readFrom = async (after: RunCursor) => {
      const told: { event: RunEvent; cursor: RunCursor }[] = [];
      for await (const { events, cursors } of otherRelay.attach(runId, { after }).frames) {
        events.forEach((event, at) => told.push({ event, cursor: cursors[at] ?? RUN_START }));
      }
      return told;
    };
    const said = (told: { event: RunEvent }[]) =>
      told.map(({ event }) => ('text' in event ? event.text : '|')).join('');
    const whole = await readFrom(RUN_START);
    expect(whole.length).toBeLessThan(250);
    for (const at of [0, 1, 57, whole.length - 2, whole.length - 1]) {
      const before = whole.slice(0, at + 1);
      const rest = await readFrom(before.at(-1)?.cursor ?? RUN_START);
      expect(said(before) + said(rest)).toBe(said(whole));
    }
  });

  it('is read on by one who attached when another reader of the same run had just left', async () => {
    const { runId, writer } = await openRun();
    await writer.write(text('a'), readUsage);
    await writer.flush();
    const first = relay.attach(runId);
    const reading = textOf(first.frames);
    await writer.flush();
    first.detach();
    const second = textOf(relay.attach(runId).frames);
    await reading;
    await writer.end(done);
    expect(await second).toBe('a|done');
  });

  it('refuses a writer whose run was claimed by another, and tells it', async () => {
    let told = 0;
    const { runId, writer } = await openRun(1, () => void (told += 1));
    await writer.write(text('old '), readUsage);
    await writer.flush();
    await scripts.open(runId, 2);
    await expect(writer.write(text('stale'), readUsage).then(() => writer.flush())).rejects.toBeInstanceOf(
      FencedOutError,
    );
    expect(told).toBe(1);
    const successor = writerOf(runId, 2);
    await successor.end(done);
    expect(await textOf(relay.attach(runId).frames)).toBe('old |done');
  });

  it('belongs to a claim from its first frame on, also without a look at what was there', async () => {
    nextRun += 1;
    const runId = `run_stream_test_${nextRun}`;
    const [first, second] = [writerOf(runId, 1), writerOf(runId, 2)];
    await first.write(text('one '), readUsage);
    await first.flush();
    await second.write(text('two'), readUsage);
    await second.flush();
    await expect(first.end(done)).rejects.toBeInstanceOf(FencedOutError);
    await second.end(done);
    expect(await textOf(relay.attach(runId).frames)).toBe('one two|done');
  });

  it('is one frame of content and one end for a call that nobody reads along', async () => {
    const { runId } = await openRun();
    const onFencedOut = () => undefined;
    const { replyTo } = relay;
    const options = { scripts, runId, replyTo, fence: 1, flushMs: 60_000, holdsFirst: true, onFencedOut };
    const writer = createFrameWriter(options);
    for (const word of ['a', 'b', 'c']) await writer.write(text(word), readUsage);
    await writer.flush();
    await writer.end(done);
    const { frames } = await scripts.attach(runId, replyTo, 1);
    expect(frames).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
  });

  it('takes nothing after its end', async () => {
    const { runId, writer } = await openRun();
    await writer.end(done);
    await expect(writerOf(runId, 1).end(done)).rejects.toBeInstanceOf(FencedOutError);
    expect(await textOf(relay.attach(runId).frames)).toBe('|done');
  });

  it('keeps the usage so far for whoever takes the run over', async () => {
    const { runId, writer } = await openRun();
    await writer.write(text('half'), readUsage);
    await writer.flush();
    const opened = await scripts.open(runId, 2);
    expect(opened).toMatchObject({ sequence: 1, hasContent: true });
    expect(opened?.usage).toEqual(usage);
  });

  it('says that nothing was produced when only its start was written', async () => {
    const { runId, writer } = await openRun();
    await writer.write({ type: 'started', model: 'm', provider: 'p' }, () => noUsage);
    await writer.flush();
    expect(await scripts.open(runId, 2)).toMatchObject({ sequence: 1, hasContent: false });
  });

  it('gives no way back to an older fence', async () => {
    const { runId } = await openRun(5);
    expect(await scripts.open(runId, 4)).toBeUndefined();
  });

  it('remembers a wish to cancel for the worker that will claim it', async () => {
    const { runId } = await openRun();
    await scripts.requestCancel(runId);
    expect(await scripts.open(runId, 2)).toMatchObject({ cancelRequested: true });
  });

  it('ends for every gateway when somebody ends it who does not know which one waits', async () => {
    const { runId } = await openRun();
    const readings = [relay, otherRelay].map((gateway) => textOf(gateway.attach(runId, { fresh: true }).frames));
    await appendEnd(scripts, runId, {
      type: 'failed',
      code: 'no_capacity',
      detail: '',
      usage: noUsage,
      costMicros: '0',
    });
    expect(await Promise.all(readings)).toEqual(['|failed', '|failed']);
  });
});
