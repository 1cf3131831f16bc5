import { AppError, type ErrorCode, errorCodes, freePrice } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFailoverCourse } from './failover-course.ts';

const candidate = (model: string) => ({ model, provider: 'p', price: freePrice });
const failure = (code: ErrorCode, retryAfterSeconds?: number) =>
  new AppError(code, { detail: code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });

function courseOf(models: [string, ...string[]], room: Record<string, number> = {}) {
  const [first, ...rest] = models;
  return createFailoverCourse({
    candidates: [candidate(first), ...rest.map(candidate)],
    contextTokensOf: (model) => room[model] ?? 100,
    random: () => 0.5,
  });
}

describe('the course of a call', () => {
  it('waits at least as long as a provider asks for, with full jitter above it', () => {
    const course = courseOf(['a']);
    course.attempt();
    expect(course.after(failure('provider_rate_limited', 1.5))).toEqual({ kind: 'again', delayMs: 1_500 });
    course.attempt();
    expect(course.after(failure('provider_unavailable'))).toEqual({ kind: 'again', delayMs: 400 });
  });

  it('goes from a prompt that is too long only to a model with more room', () => {
    const course = courseOf(['a', 'same', 'larger'], { larger: 200 });
    course.attempt();
    expect(course.after(failure('context_overflow'))).toMatchObject({ kind: 'next', to: { model: 'larger' } });
    course.attempt();
    expect(course.after(failure('context_overflow'))).toMatchObject({ kind: 'stop', candidate: { model: 'larger' } });
  });

  it('tells the failure of a model that was asked rather than that of one that was not', () => {
    const course = courseOf(['asked', 'left alone']);
    course.attempt();
    course.after(failure('provider_misconfigured'));
    expect(course.after(failure('provider_unavailable', 7))).toMatchObject({
      ...{ kind: 'stop', candidate: { model: 'asked' }, error: { code: 'provider_misconfigured' } },
    });
    const none = courseOf(['later', 'sooner']);
    none.after(failure('provider_unavailable', 9));
    expect(none.after(failure('provider_unavailable', 3))).toMatchObject({ candidate: { model: 'sooner' } });
  });

  it('does not wait for a model that it could not ask this time, though it had asked it before', () => {
    const course = courseOf(['only']);
    course.attempt();
    expect(course.after(failure('provider_timeout'))).toMatchObject({ kind: 'again' });
    expect(course.after(failure('provider_unavailable'))).toMatchObject({
      ...{ kind: 'stop', error: { code: 'provider_timeout' } },
    });
  });

  it('for any failures ends after three attempts at most, asks in order, and asks nobody twice before all were asked', () => {
    const failures = fc.array(fc.tuple(fc.constantFrom(...errorCodes), fc.boolean()), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), failures, (count, codes) => {
        const models = Array.from({ length: count }, (_, at) => `m-${at}`) as [string, ...string[]];
        const course = courseOf(models);
        const asked: string[] = [];
        for (const [code, isAsked] of codes) {
          if (isAsked) {
            course.attempt();
            asked.push(course.current().model);
          }
          const step = course.after(failure(code));
          if (step.kind === 'again') expect(isAsked).toBe(true);
          if (step.kind !== 'stop') continue;
          expect(asked.length).toBeLessThanOrEqual(3);
          expect(asked).toEqual(asked.toSorted());
          return;
        }
        throw new Error('the course does not end');
      }),
    );
  });
});
