import type { RunEvent, RunFrame } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredFrame } from '../stream/run-scripts.ts';
import { createAttachment } from './attachment.ts';

const done: RunEvent = {
  type: 'done',
  stopReason: 'end_turn',
  usage: {
    inputTokens: 1,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 1,
    reasoningTokens: 0,
    estimated: false,
  },
  costMicros: '1',
};

function storedRun(length: number): StoredFrame[] {
  return Array.from({ length }, (_, index) => {
    const events: RunEvent[] = index === length - 1 ? [done] : [{ type: 'text', text: `t${index} ` }];
    return { sequence: index + 1, eventsJson: JSON.stringify(events) };
  });
}

function attachTo(stored: StoredFrame[], afterSequence = 0) {
  return createAttachment({
    runId: 'run_1',
    afterSequence,
    readFrames: (from, limit) => Promise.resolve(stored.filter(({ sequence }) => sequence >= from).slice(0, limit)),
    now: () => 0,
  });
}

async function readAll(frames: AsyncIterable<RunFrame>): Promise<number[]> {
  const sequences = [];
  for await (const frame of frames) sequences.push(frame.sequence);
  return sequences;
}

const oneTo = (length: number) => Array.from({ length }, (_, index) => index + 1);

describe('an attachment to a run', () => {
  it('yields live frames in order and ends at the terminal event', async () => {
    const stored = storedRun(5);
    const attachment = attachTo([]);
    stored.forEach((frame) => attachment.deliver(frame));
    expect(await readAll(attachment.frames())).toEqual(oneTo(5));
  });

  it('shows each frame once, in order, whatever the channel loses, repeats or reorders', async () => {
    const run = fc.integer({ min: 1, max: 30 }).chain((length) =>
      fc.record({
        length: fc.constant(length),
        delivered: fc.array(fc.integer({ min: 0, max: length - 1 }), { maxLength: 60 }),
        after: fc.integer({ min: 0, max: length - 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(run, async ({ length, delivered, after }) => {
        const stored = storedRun(length);
        const attachment = attachTo(stored, after);
        const reading = readAll(attachment.frames());
        for (const index of delivered) {
          const frame = stored[index];
          if (frame) attachment.deliver(frame);
        }
        await attachment.refill();
        expect(await reading).toEqual(oneTo(length).slice(after));
      }),
    );
  });

  it('keeps little in memory for a slow reader and still gives it everything', async () => {
    const stored = storedRun(5_000);
    const attachment = attachTo(stored);
    stored.forEach((frame) => attachment.deliver(frame));
    expect(await readAll(attachment.frames())).toEqual(oneTo(5_000));
  });

  it('ends with a failure that is told from outside when the stream is lost', async () => {
    const attachment = attachTo([]);
    attachment.conclude({ ...done, type: 'failed', code: 'run_interrupted', detail: 'lost' });
    expect(await readAll(attachment.frames())).toEqual([1]);
  });

  it('rejects its reader when the stream cannot be read', async () => {
    const attachment = createAttachment({
      runId: 'run_1',
      afterSequence: 0,
      readFrames: () => Promise.reject(new Error('redis is away')),
      now: () => 0,
    });
    attachment.deliver({ sequence: 3, eventsJson: '[]' });
    await expect(readAll(attachment.frames())).rejects.toThrow('redis is away');
  });
});
