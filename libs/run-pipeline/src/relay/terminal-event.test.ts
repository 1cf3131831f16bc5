import { noUsage } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { describe, expect, it } from '@jest/globals';
import { lostEndOf, terminalEventOf } from './terminal-event.ts';

const endedAt = new Date('2026-01-01T00:00:00Z');
const run: RunRecord = {
  id: 'run_1',
  accountId: 'acc_1',
  userId: 'usr_1',
  apiKeyId: undefined,
  model: 'm',
  provider: 'p',
  dialect: 'hub',
  stream: true,
  requestedModel: undefined,
  candidates: undefined,
  state: 'done',
  fence: 1,
  attempt: 1,
  leaseUntil: undefined,
  workerId: undefined,
  queueDeadlineAt: endedAt,
  idempotencyKey: undefined,
  requestHash: '',
  price: { inputMicros: 1, cacheReadMicros: 1, cacheWrite5mMicros: 1, cacheWrite1hMicros: 1, outputMicros: 1 },
  capMicros: undefined,
  holdMicros: 10n,
  costMicros: 7n,
  lossMicros: 0n,
  usage: noUsage,
  parts: undefined,
  stopReason: 'end_turn',
  errorCode: undefined,
  firstTokenMs: undefined,
  createdAt: endedAt,
  startedAt: endedAt,
  endedAt,
};
const after = (seconds: number) => endedAt.getTime() + seconds * 1000;

describe('the end that a run’s row implies', () => {
  it('is none while the run is open', () => {
    expect(terminalEventOf({ ...run, state: 'running' })).toBeUndefined();
  });

  it('tells what was charged', () => {
    expect(terminalEventOf(run)).toMatchObject({ type: 'done', costMicros: '7' });
    expect(terminalEventOf({ ...run, state: 'error', errorCode: 'provider_timeout' })).toMatchObject({
      type: 'failed',
      code: 'provider_timeout',
    });
  });

  it('waits for the worker that may still write the last frame', () => {
    expect(lostEndOf(run, after(5))).toBeUndefined();
  });

  it('never shows a lost answer as complete', () => {
    expect(lostEndOf(run, after(60))).toMatchObject({ type: 'failed', detail: expect.stringContaining('lost') });
    expect(lostEndOf(run, after(7200))).toMatchObject({
      type: 'failed',
      detail: expect.stringContaining('no longer kept'),
    });
  });
});
