import { AppError } from '@smart-ai-hub/contracts';
import type { CallLimits } from '../port.ts';

export type CallWatch = {
  /** Ends the call's socket: by the caller, by a limit, or by `abandon`. */
  readonly signal: AbortSignal;
  /** From now on silence counts. */
  waiting(): void;
  /** Something came: silence no longer counts until the next `waiting`. */
  received(): void;
  /** The answer has begun: the gap limit replaces the first token's. */
  begun(): void;
  /** The longest silence so far in milliseconds; the answer's beginning ends the count. */
  longestSilenceMs(): number;
  /** Closes the socket now. */
  abandon(): void;
  /** Takes the timers down; the signal stays as it is. */
  stop(): void;
  /** Why the call was ended from our side, as the error to throw; undefined when it was not. */
  endedBecause(): AppError | undefined;
};

/** A timer that comes later than this says that the process was stopped or far too busy. */
const LATE_MS = 2_000;

/** Watches over one call with two timers in all: each read only refreshes one, so a fast stream costs no timers. */
export function watchCall(caller: AbortSignal, limits: CallLimits): CallWatch {
  const controller = new AbortController();
  let reason: AppError | undefined;
  const end = (error: AppError) => {
    reason ??= error;
    controller.abort();
  };
  const onCallerAbort = () => end(cancelled());
  const { stop: stopSilence, ...silence } = watchSilence(limits, end);
  const total = setTimeout(() => end(totalTimeout(limits)), limits.totalMs);
  if (caller.aborted) onCallerAbort();
  else caller.addEventListener('abort', onCallerAbort, { once: true });
  return {
    signal: controller.signal,
    ...silence,
    abandon: () => controller.abort(),
    stop() {
      stopSilence();
      clearTimeout(total);
      caller.removeEventListener('abort', onCallerAbort);
    },
    endedBecause: () => reason,
  };
}

type SilenceWatch = Pick<CallWatch, 'waiting' | 'received' | 'begun' | 'longestSilenceMs' | 'stop'>;

function watchSilence(limits: CallLimits, end: (error: AppError) => void): SilenceWatch {
  let isWaiting = false;
  let isBegun = false;
  let waitingSinceMs = performance.now();
  let longestMs = 0;
  const waitAnew = () => {
    waitingSinceMs = performance.now();
    timer.refresh();
  };
  const onSilence = (limitMs: number, error: () => AppError) => () => {
    if (!isWaiting) return;
    // Who stood still was this process: whatever the provider said meanwhile has not been read yet.
    if (performance.now() - waitingSinceMs - limitMs > LATE_MS) waitAnew();
    else end(error());
  };
  let timer = setTimeout(onSilence(limits.firstTokenMs, firstTokenTimeout(limits)), limits.firstTokenMs);
  const received = () => {
    if (isWaiting && !isBegun) longestMs = Math.max(longestMs, performance.now() - waitingSinceMs);
    isWaiting = false;
  };
  return {
    waiting() {
      received();
      isWaiting = true;
      waitAnew();
    },
    received,
    begun() {
      if (isBegun) return;
      received();
      isBegun = true;
      clearTimeout(timer);
      timer = setTimeout(onSilence(limits.gapMs, gapTimeout(limits)), limits.gapMs);
    },
    longestSilenceMs: () => longestMs,
    stop: () => clearTimeout(timer),
  };
}

const seconds = (ms: number) => `${ms / 1000} s`;

function cancelled(): AppError {
  return new AppError('run_cancelled', { detail: 'The call was cancelled.' });
}

function firstTokenTimeout(limits: CallLimits): () => AppError {
  return () =>
    new AppError('provider_timeout', {
      detail: `The provider did not begin its answer within ${seconds(limits.firstTokenMs)}.`,
      internal: { limit: 'first_token', limitMs: limits.firstTokenMs },
    });
}

function gapTimeout(limits: CallLimits): () => AppError {
  return () =>
    new AppError('provider_timeout', {
      detail: `The provider fell silent for ${seconds(limits.gapMs)} in the middle of its answer.`,
      internal: { limit: 'gap' },
    });
}

function totalTimeout(limits: CallLimits): AppError {
  return new AppError('provider_timeout', {
    detail: `The answer was not complete after ${seconds(limits.totalMs)}.`,
    internal: { limit: 'total' },
  });
}
