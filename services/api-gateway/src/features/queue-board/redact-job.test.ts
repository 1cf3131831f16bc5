import { describe, expect, it } from '@jest/globals';
import { REDACTED, redactJob } from './redact-job.ts';

const CANARY = 'my password is hunter2';
const shown = new Set(['runId', 'models']);

describe('a job on the board', () => {
  it('shows of its data what may be shown, and of everything else only that it is there', () => {
    const data = {
      runId: 'run_1',
      models: ['m'],
      request: { messages: [CANARY] },
      wire: { body: CANARY },
      later: CANARY,
    };
    expect(redactJob({ data }, shown).data).toEqual({
      ...{ runId: 'run_1', models: ['m'] },
      ...{ request: REDACTED, wire: REDACTED, later: REDACTED },
    });
  });

  it.each([CANARY, [CANARY], { text: CANARY }])(
    'shows nothing of data, results and progress of another form: %j',
    (value) => {
      const told = redactJob({ data: [value], returnvalue: value, progress: value }, shown);
      expect(JSON.stringify(told)).not.toContain('hunter2');
    },
  );

  it('shows that it failed, and nothing of what was thrown', () => {
    const told = redactJob({ failedReason: CANARY, deferredFailure: CANARY, stacktrace: [CANARY] }, shown);
    expect(told.failedReason).toBe('The reason is in the log of the worker.');
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(redactJob({ failedReason: undefined, progress: 50 }, shown)).toMatchObject({ progress: 50 });
  });
});
