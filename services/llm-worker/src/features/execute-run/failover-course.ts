import type { AppError } from '@smart-ai-hub/contracts';
import type { RunCandidate } from '@smart-ai-hub/ledger';

const MAX_ATTEMPTS = 3;
const BACKOFF_MS = 200;
/** A provider that asks for a longer pause than this is not waited for. */
const MAX_RETRY_AFTER_SECONDS = 2;

export type NextStep =
  | { kind: 'again'; delayMs: number }
  | { kind: 'next'; from: RunCandidate; to: RunCandidate }
  /** With the failure to tell the caller, and the model that it is of. */
  | { kind: 'stop'; error: AppError; candidate: RunCandidate };

/** The way of a call through its candidates: who is asked now, and what to do after a failure that left nothing behind. */
export type FailoverCourse = {
  current(): RunCandidate;
  /** The provider is called now: this counts as one of the call's attempts. */
  attempt(): number;
  after(error: AppError): NextStep;
  /** The model that goes on with an answer of which a part is told; undefined when none may, or it is the caller's to see. */
  goOn(error: AppError): { from: RunCandidate; to: RunCandidate } | undefined;
  attemptsLeft(): number;
};

export type FailoverCourseOptions = {
  candidates: readonly [RunCandidate, ...RunCandidate[]];
  /** Room of a model, in tokens. */
  contextTokensOf: (model: string) => number;
  /** Asked before the same model is asked again: retries have a budget. */
  mayRetry?: () => boolean;
  random?: () => number;
};

type Failure = { error: AppError; candidate: RunCandidate; wasAsked: boolean };

/**
 * At most three attempts in all. The same model is asked again only for a passing failure, and only while an attempt is left
 * for each candidate that has not been asked; otherwise the next one is, where the failure is the provider's and not the
 * caller's.
 */
export function createFailoverCourse({
  candidates,
  contextTokensOf,
  mayRetry = () => true,
  random = Math.random,
}: FailoverCourseOptions): FailoverCourse {
  let [current, ...waiting] = candidates;
  let attempts = 0;
  // Since the last failure: an attempt may end before it reaches the provider.
  let isAsked = false;
  const failures: Failure[] = [];
  return {
    current: () => current,
    attempt() {
      isAsked = true;
      return (attempts += 1);
    },
    after(error) {
      const wasAsked = isAsked;
      isAsked = false;
      failures.push({ error, candidate: current, wasAsked });
      const left = MAX_ATTEMPTS - attempts;
      if (error.code === 'context_overflow') {
        waiting = waiting.filter(({ model }) => contextTokensOf(model) > contextTokensOf(current.model));
      }
      if (wasAsked && left > waiting.length && isWorthWaiting(error, waiting.length > 0) && mayRetry()) {
        return { kind: 'again', delayMs: pauseBefore(error, attempts, random) };
      }
      const [next, ...rest] = waiting;
      if (!next || left <= 0 || !isOfThisModelOnly(error)) return { kind: 'stop', ...toldFailure(failures) };
      const from = current;
      current = next;
      waiting = rest;
      return { kind: 'next', from, to: next };
    },
    attemptsLeft: () => MAX_ATTEMPTS - attempts,
    goOn(error) {
      const [next, ...rest] = waiting;
      if (!next || attempts >= MAX_ATTEMPTS || !isOfThisModelOnly(error)) return undefined;
      const from = current;
      current = next;
      waiting = rest;
      isAsked = false;
      return { from, to: next };
    },
  };
}

/** Whether asking the same model again may help. Its silence has cost time enough when another one waits. */
function isWorthWaiting(error: AppError, hasOther: boolean): boolean {
  if (!error.code.startsWith('provider_') || !error.retryable || error.code === 'provider_misconfigured') return false;
  if ((error.retryAfterSeconds ?? 0) > MAX_RETRY_AFTER_SECONDS) return false;
  return error.code !== 'provider_timeout' || !hasOther;
}

/** Full jitter, and never sooner than the provider asked for. */
function pauseBefore(error: AppError, attempts: number, random: () => number): number {
  return Math.max(random() * BACKOFF_MS * 2 ** attempts, (error.retryAfterSeconds ?? 0) * 1_000);
}

/** Failures that another model need not share. What the caller sent, or a filter of content, is not routed around. */
function isOfThisModelOnly({ code }: AppError): boolean {
  return (
    code === 'model_not_found' ||
    code === 'context_overflow' ||
    (code.startsWith('provider_') && code !== 'provider_rejected')
  );
}

/** The last failure of a model that was asked; where none was, that of the one that can be asked soonest. */
function toldFailure(failures: readonly Failure[]): Pick<Failure, 'error' | 'candidate'> {
  const soonest = failures.toSorted((one, other) => waitOf(one) - waitOf(other))[0];
  const told = failures.findLast(({ wasAsked }) => wasAsked) ?? soonest;
  if (!told) throw new TypeError('a course ends with a failure');
  return { error: told.error, candidate: told.candidate };
}

function waitOf({ error }: Failure): number {
  return error.retryAfterSeconds ?? Infinity;
}
