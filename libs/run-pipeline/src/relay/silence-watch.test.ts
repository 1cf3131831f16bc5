import type { RunRecord } from '@smart-ai-hub/ledger';
import type { RunEvent } from '@smart-ai-hub/contracts';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { StreamPage } from '../stream/run-scripts.ts';
import { type Attachment, createAttachment } from './attachment.ts';
import { type SilenceWatch, createSilenceWatch } from './silence-watch.ts';

const queued = { state: 'queued' } as RunRecord;
let stop: (() => void)[] = [];
afterEach(() => {
  for (const one of stop) one();
  stop = [];
});

type Silent = {
  watch: SilenceWatch;
  clock: { nowMs: number };
  requeued: () => number;
  attachment: Attachment;
  heard: RunEvent[];
};

/** A reader of a run that nobody takes; what is asked of Redis and PostgreSQL is answered as told. */
function waitFor({
  readStream = (): Promise<StreamPage> => Promise.resolve({ frames: [], hasMore: false }),
  readRun = () => Promise.resolve<RunRecord | undefined>(queued),
  isQueued = () => Promise.resolve(true),
} = {}): Silent {
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  let requeued = 0;
  const requeue = () => Promise.resolve(void (requeued += 1));
  const attachment = createAttachment({ runId: 'run_1', fresh: true, readStream, now, requeue });
  const heard: RunEvent[] = [];
  void attachment
    .frames()
    .next()
    .then(({ value }) => heard.push(...(value?.events ?? [])));
  const watch = createSilenceWatch({ eachAttachment: (visit) => visit(attachment), readRun, isQueued, now });
  stop.push(watch.stop, attachment.close);
  return { watch, clock, attachment, heard, requeued: () => requeued };
}

async function lookAt({ watch, clock }: Silent, nowMs: number): Promise<void> {
  clock.nowMs = nowMs;
  await watch.look();
  // The reader looks into its stream, since it was told to.
  await new Promise(setImmediate);
}

describe('a run that is silent', () => {
  it('is looked up after a while, and again after a further one', async () => {
    const silent = waitFor();
    await new Promise(setImmediate);
    const counts: number[] = [];
    for (const nowMs of [4_000, 6_000, 8_000, 12_000]) {
      await lookAt(silent, nowMs);
      counts.push(silent.requeued());
    }
    expect(counts).toEqual([0, 1, 1, 2]);
  });

  it('is looked up at the next occasion where a store was away, also when its reader tried to read meanwhile', async () => {
    let isAway = true;
    const silent = waitFor({
      readStream: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve({ frames: [], hasMore: false })),
      readRun: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(queued)),
    });
    await new Promise(setImmediate);
    await lookAt(silent, 6_000);
    await lookAt(silent, 7_000);
    expect(silent.requeued()).toBe(0);
    isAway = false;
    await lookAt(silent, 8_000);
    expect(silent.requeued()).toBe(1);
  });

  it('is none once its reader has got something', async () => {
    const silent = waitFor();
    silent.attachment.deliver({ sequence: 1, eventsJson: '[{"type":"text","text":"a"}]' });
    await new Promise(setImmediate);
    await lookAt(silent, 60_000);
    expect(silent.requeued()).toBe(0);
  });

  it('that ended long ago is lost once the queue has forgotten it, and not while a worker may come and tell its end', async () => {
    const ended = { state: 'done', endedAt: new Date(0), lossMicros: 0n } as RunRecord;
    let isThere = true;
    const silent = waitFor({
      readRun: () => Promise.resolve(ended),
      isQueued: () => Promise.resolve(isThere),
    });
    await new Promise(setImmediate);
    await lookAt(silent, 60_000);
    await silent.watch.lookAfter(silent.attachment, ended);
    await new Promise(setImmediate);
    expect(silent.heard).toEqual([]);
    isThere = false;
    await lookAt(silent, 70_000);
    expect(silent.heard).toMatchObject([{ type: 'failed', code: 'run_interrupted' }]);
  });
});
