import { AppError } from '@smart-ai-hub/contracts';

/** How a call that was on the lane ended, as far as the lane cares. */
export type LaneOutcome = 'answered' | 'limited' | 'other';

/** A place among the calls in flight; given back once, with how the call ended. */
export type LanePlace = { leave(outcome: LaneOutcome): void };

export type LaneState = { inFlight: number; waiting: number; limit: number };

export type CallLane = {
  /**
   * Waits for a place, in the order of arrival.
   * @throws AppError provider_rate_limited after `waitMs`, run_cancelled as soon as the signal is aborted
   */
  enter(signal: AbortSignal): Promise<LanePlace>;
  state(): LaneState;
};

export type CallLaneOptions = {
  /** Calls in flight that are never exceeded: what the worker works on at once. */
  ceiling: number;
  waitMs: number;
  onChange?: (state: LaneState) => void;
};

type Waiting = { take(): void };

/** The calls of one provider that this worker has in flight: at once, or one behind the other as places come free. */
export function createCallLane({ ceiling, waitMs, onChange }: CallLaneOptions): CallLane {
  const waiting = new Set<Waiting>();
  const places = createPlaces(ceiling, () => {
    for (const next of waiting) {
      if (!places.hasRoom()) break;
      waiting.delete(next);
      next.take();
    }
    onChange?.(state());
  });
  const state = () => ({ ...places.state(), waiting: waiting.size });
  const waitForPlace = async (signal: AbortSignal): Promise<LanePlace> => {
    const { promise, resolve, reject } = Promise.withResolvers<LanePlace>();
    const own: Waiting = { take: () => resolve(places.take()) };
    const giveUp = (error: AppError) => {
      if (waiting.delete(own)) reject(error);
    };
    const onAbort = () => giveUp(cancelled());
    const timer = setTimeout(() => giveUp(stillLimited()), waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.add(own);
    onChange?.(state());
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  };
  return {
    async enter(signal) {
      if (signal.aborted) throw cancelled();
      try {
        return places.hasRoom() && waiting.size === 0 ? places.take() : await waitForPlace(signal);
      } finally {
        onChange?.(state());
      }
    },
    state,
  };
}

/**
 * How many calls may be in flight is what the provider's own limits allow: a 429 halves the number, down to one; each answer adds
 * its share of one more (additive increase, multiplicative decrease). Calls that were on their way when the number was halved
 * tell nothing new about it.
 */
function createPlaces(ceiling: number, onLeft: () => void) {
  let limit = ceiling;
  let inFlight = 0;
  let round = 0;
  const leave = (outcome: LaneOutcome, ownRound: number) => {
    if (outcome === 'limited' && ownRound === round) {
      limit = Math.max(1, Math.floor(Math.min(limit, inFlight) / 2));
      round += 1;
    }
    if (outcome === 'answered') limit = Math.min(ceiling, limit + 1 / limit);
    inFlight -= 1;
    onLeft();
  };
  return {
    hasRoom: () => inFlight < Math.floor(limit),
    state: () => ({ inFlight, limit: Math.floor(limit) }),
    take(): LanePlace {
      const ownRound = round;
      let isLeft = false;
      inFlight += 1;
      return {
        leave(outcome) {
          if (!isLeft) leave(outcome, ownRound);
          isLeft = true;
        },
      };
    },
  };
}

function cancelled(): AppError {
  return new AppError('run_cancelled', { detail: 'The call was cancelled while it waited for its provider.' });
}

/** Longer than a call waits before it asks the same model again: one with another model asks that. */
const RETRY_AFTER_SECONDS = 5;

function stillLimited(): AppError {
  return new AppError('provider_rate_limited', {
    detail: 'The provider is limiting our calls just now, and others wait before this one. Try again a little later.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    internal: { lane: 'full' },
  });
}
