import { type RunCursor, type RunEvent, RUN_START } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredFrame, StreamPage } from '../stream/run-scripts.ts';
import { createAttachment } from './attachment.ts';
import type { ReadingOptions } from './frame-reader.ts';
import { MAX_QUEUED_CHARACTERS } from './frame-queue.ts';
import type { RelayedFrame } from './merge-frames.ts';

const usage = {
  inputTokens: 1,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
  estimated: false,
};
const done: RunEvent = { type: 'done', stopReason: 'end_turn', usage, costMicros: '1' };
const failed: RunEvent = { type: 'failed', code: 'run_interrupted', detail: 'lost', usage, costMicros: '1' };

function toStored(frames: RunEvent[][]): StoredFrame[] {
  return frames.map((events, index) => ({ sequence: index + 1, eventsJson: JSON.stringify(events) }));
}

function storedRun(length: number, word = (index: number) => `t${index} `): StoredFrame[] {
  return toStored(
    Array.from({ length }, (_, index) => (index === length - 1 ? [done] : [{ type: 'text', text: word(index) }])),
  );
}

/** A stream that is read in pages of so many frames. */
const pages =
  (stored: StoredFrame[], pageSize = 7) =>
  (from: number): Promise<StreamPage> => {
    const frames = stored.filter(({ sequence }) => sequence >= from);
    return Promise.resolve({ frames: frames.slice(0, pageSize), hasMore: frames.length > pageSize });
  };

type Options = ReadingOptions & { readStream?: (from: number) => Promise<StreamPage> };

function attachTo(stored: StoredFrame[], { readStream = pages(stored), ...options }: Options = {}) {
  return createAttachment({ runId: 'run_1', readStream, now: () => 0, ...options });
}

const wordsOf = (event: RunEvent) =>
  event.type === 'text' || event.type === 'reasoning' ? `${event.type[0]}:${event.text};` : `${event.type}.`;

/** Everything that was said, letter by letter, so that merging makes no difference. */
function said(events: readonly RunEvent[]): string {
  return events
    .flatMap((event) =>
      'text' in event ? [...event.text].map((text): RunEvent => ({ type: event.type, text })) : [event],
    )
    .map(wordsOf)
    .join('');
}

async function readAll(frames: AsyncIterable<RelayedFrame>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const frame of frames) events.push(...frame.events);
  return events;
}

const allOf = (stored: StoredFrame[]) => stored.flatMap(({ eventsJson }) => JSON.parse(eventsJson) as RunEvent[]);

const anEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string({ minLength: 1, maxLength: 3 }) }),
  fc.record({ type: fc.constant('reasoning' as const), text: fc.string({ minLength: 1, maxLength: 3 }) }),
);
const aRun = fc
  .array(fc.array(anEvent, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((frames) => toStored([...frames, [done]]));

describe('an attachment to a run', () => {
  it('yields live frames in order and ends at the terminal event', async () => {
    const stored = storedRun(5);
    const attachment = attachTo([], { fresh: true });
    stored.forEach((frame) => attachment.deliver(frame));
    expect(said(await readAll(attachment.frames()))).toEqual(said(allOf(stored)));
  });

  it('shows each event once, in order, from any cursor, whatever the channel loses, repeats or reorders', async () => {
    const run = fc.record({
      stored: aRun,
      delivered: fc.array(fc.nat({ max: 40 }), { maxLength: 60 }),
      where: fc.record({ frame: fc.nat(), event: fc.nat() }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ stored, delivered, where }) => {
        const frame = stored[where.frame % stored.length];
        const sequence = frame?.sequence ?? 1;
        const events = allOf(frame ? [frame] : []);
        const after = { sequence, index: where.event % events.length };
        const attachment = attachTo(stored, { after });
        const reading = readAll(attachment.frames());
        for (const index of delivered) {
          const pushed = stored[index];
          if (pushed) attachment.deliver(pushed);
          if (index % 3 === 0) await Promise.resolve();
        }
        const rest = [...events.slice(after.index + 1), ...allOf(stored.slice(sequence))];
        expect(said(await reading)).toEqual(said(rest));
      }),
    );
  });

  it('gives every merged event the cursor from which the rest follows without a gap or a repetition', async () => {
    await fc.assert(
      fc.asyncProperty(aRun, fc.nat(), async (stored, pick) => {
        const told: [RunEvent, RunCursor][] = [];
        for await (const { events, cursors } of attachTo(stored).frames()) {
          events.forEach((event, at) => told.push([event, cursors[at] ?? RUN_START]));
        }
        const seen = told.slice(0, (pick % told.length) + 1);
        const rest = await readAll(attachTo(stored, { after: seen.at(-1)?.[1] ?? RUN_START }).frames());
        expect(said([...seen.map(([event]) => event), ...rest])).toBe(said(allOf(stored)));
      }),
    );
  });

  it('merges what lies in the stream: a long text comes in few events', async () => {
    const stored = storedRun(5_000);
    const events = await readAll(attachTo(stored, { readStream: pages(stored, 1_000) }).frames());
    expect(said(events)).toBe(said(allOf(stored)));
    expect(events).toHaveLength(6);
  });

  it('tells a reader who counts events every one as it was written', async () => {
    const stored = storedRun(100);
    const attachment = attachTo(stored, { asStored: true });
    expect(await readAll(attachment.frames())).toEqual(allOf(stored));
  });

  it('keeps little in memory for a slow reader and still gives it everything', async () => {
    const stored = storedRun(500, (index) => `${index} `.padEnd(1_000, '.'));
    const asked: number[] = [];
    const readStream = (from: number) => {
      asked.push(from);
      return pages(stored, 50)(from);
    };
    const attachment = attachTo(stored, { fresh: true, readStream });
    stored.forEach((frame) => attachment.deliver(frame));
    expect(said(await readAll(attachment.frames()))).toBe(said(allOf(stored)));
    expect(asked[0]).toBeLessThanOrEqual(MAX_QUEUED_CHARACTERS / 1_000 + 1);
  });

  it('ends with a failure that is told from outside when the stream is lost', async () => {
    const attachment = attachTo([]);
    attachment.conclude(failed);
    expect(await readAll(attachment.frames())).toEqual([failed]);
  });

  it('shows a slow reader the end of its stream, and not one that is told from outside while it is behind', async () => {
    const stored = storedRun(100, () => 'x'.repeat(1_000));
    const attachment = attachTo(stored, { fresh: true });
    stored.forEach((frame) => attachment.deliver(frame));
    const frames = attachment.frames();
    await frames.next();
    attachment.conclude(failed);
    expect((await readAll(frames)).at(-1)).toEqual(done);
  });

  it('rejects its reader when the stream cannot be read at all', async () => {
    const attachment = attachTo([], { readStream: () => Promise.reject(new Error('redis is away')) });
    await expect(readAll(attachment.frames())).rejects.toThrow('redis is away');
  });

  it('goes on without a gap when the stream could not be read for a while', async () => {
    const stored = storedRun(30);
    let attempts = 0;
    const readStream = (from: number) =>
      ++attempts < 3 ? Promise.reject(new Error('redis is away')) : pages(stored)(from);
    const attachment = attachTo(stored, { fresh: true, readStream });
    const reading = readAll(attachment.frames());
    stored.slice(10).forEach((frame) => attachment.deliver(frame));
    expect(said(await reading)).toBe(said(allOf(stored)));
  });

  it('does not ask again for a frame that was heard of and is not in the stream', async () => {
    let attempts = 0;
    const readStream = () => {
      attempts += 1;
      return Promise.resolve({ frames: [], hasMore: false });
    };
    const attachment = attachTo([], { fresh: true, readStream });
    const reading = readAll(attachment.frames());
    attachment.deliver({ sequence: 9, eventsJson: '[]' });
    await new Promise(setImmediate);
    expect(attempts).toBe(1);
    attachment.conclude(failed);
    expect(await reading).toEqual([failed]);
  });

  it('reads nothing before its turn, and gives the turn back with each frame, also when there was none', async () => {
    let given = 0;
    let held = 0;
    const asked: number[] = [];
    const pace = () => {
      given += 1;
      held += 1;
      return Promise.resolve(() => void (held -= 1));
    };
    const stored = storedRun(20);
    const readStream = (from: number) => {
      asked.push(held);
      return asked.length === 1 ? Promise.resolve({ frames: [], hasMore: true }) : pages(stored)(from);
    };
    const attachment = attachTo(stored, { pace, readStream });
    for await (const _ of attachment.frames()) expect(held).toBe(1);
    expect(asked).toEqual([1, 1, 1, 1]);
    expect([given, held]).toEqual([4, 0]);
  });

  it('lets its reader go when nobody reads any more', async () => {
    const attachment = attachTo([], { fresh: true });
    const reading = readAll(attachment.frames());
    attachment.close();
    expect(await reading).toEqual([]);
  });
});
