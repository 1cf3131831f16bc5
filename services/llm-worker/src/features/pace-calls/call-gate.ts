import { AppError } from '@smart-ai-hub/contracts';
import type { HealthSample } from '@smart-ai-hub/run-pipeline';
import type { CircuitBreakers } from '../break-circuits/circuit-breakers.ts';
import type { Passage } from '../break-circuits/passage.ts';
import { type CallLane, type LaneOutcome, type LanePlace, type LaneState, createCallLane } from './call-lane.ts';

/** A call that may go out: who holds it says once how it went. */
export type CallPass = Omit<Passage, 'isAllowed' | 'succeeded'> & {
  /** The answer is whole, of so many tokens. */
  succeeded(outputTokens?: number): void;
  /** The model said nothing for so long, before its answer began or until we gave up. */
  wasSilent(ms: number): void;
  /** The provider is up and wants fewer calls (429, 529). */
  limited(): void;
};

export type CallGate = {
  /**
   * Waits until a model of a provider may be called.
   * @throws AppError provider_unavailable while its circuit is open, provider_rate_limited when its lane stays full, run_cancelled
   */
  enter(provider: string, model: string, signal: AbortSignal): Promise<CallPass>;
};

export type CallGateOptions = {
  breakers: CircuitBreakers;
  ceiling: number;
  waitMs: number;
  note: (sample: HealthSample) => void;
  onLane?: (provider: string, state: LaneState) => void;
};

/** What every call of a provider passes: the circuit of its model, which all workers share, and this worker's lane to the provider. */
export function createCallGate({ breakers, ceiling, waitMs, note, onLane }: CallGateOptions): CallGate {
  const lanes = new Map<string, CallLane>();
  const laneOf = (provider: string): CallLane => {
    const known = lanes.get(provider);
    if (known) return known;
    const lane = createCallLane({ ceiling, waitMs, onChange: (state) => onLane?.(provider, state) });
    lanes.set(provider, lane);
    return lane;
  };
  return {
    async enter(provider, model, signal) {
      const passage = await breakers.enter(provider, model);
      if (!passage.isAllowed) throw circuitOpenError(model, passage.retryAfterMs);
      const place = await laneOf(provider)
        .enter(signal)
        .catch((error: unknown) => {
          passage.abandoned();
          throw error;
        });
      return createPass(passage, place, (sample) => note({ provider, model, ...sample }));
    },
  };
}

/** What is known of a call, without the model that it is of. */
type Sample = HealthSample extends infer One
  ? One extends HealthSample
    ? Omit<One, 'provider' | 'model'>
    : never
  : never;

function createPass(passage: Passage, place: LanePlace, note: (sample: Sample) => void): CallPass {
  let begunAtMs: number | undefined;
  const endWith = (verdict: 'failed' | 'refused' | 'abandoned', outcome: LaneOutcome, kind?: Outcome) => () => {
    passage[verdict]();
    place.leave(outcome);
    if (kind !== undefined) note({ kind });
  };
  return {
    begun() {
      begunAtMs ??= performance.now();
      passage.begun();
    },
    succeeded(outputTokens = 0) {
      passage.succeeded();
      place.leave('answered');
      note({ kind: 'ok' });
      if (begunAtMs === undefined || outputTokens === 0) return;
      note({ kind: 'written', tokens: outputTokens, ms: performance.now() - begunAtMs });
    },
    wasSilent: (ms) => note({ kind: 'first', ms }),
    failed: endWith('failed', 'other', 'failed'),
    // The model is up: what was refused is the call.
    refused: endWith('refused', 'other'),
    limited: endWith('refused', 'limited', 'limited'),
    abandoned: endWith('abandoned', 'other'),
  };
}

type Outcome = 'failed' | 'limited';

export type FailedCall = { error: AppError; signal: AbortSignal; hasOtherModel: boolean };

/**
 * Says what a failure means for its provider: limits and refusals say that it is up. Our own impatience is a measurement only where
 * no other model would have answered: such a model is waited for longer with the next calls.
 */
export function judgeFailure(pass: CallPass, { error, signal, hasOtherModel }: FailedCall): void {
  const { limit, limitMs } = error.internal ?? {};
  if (limit === 'first_token' && typeof limitMs === 'number' && !hasOtherModel) pass.wasSilent(limitMs);
  if (signal.aborted) pass.abandoned();
  else if (isLimit(error)) pass.limited();
  else if (AT_FAULT.has(error.code)) pass.failed();
  else pass.refused();
}

const AT_FAULT = new Set<string>(['provider_unavailable', 'provider_timeout', 'provider_bad_response']);

/** Anthropic's 529 says that too many call, whichever of us they are; in a stream it comes as an event without a status. */
function isLimit({ code, internal }: AppError): boolean {
  return code === 'provider_rate_limited' || internal?.['status'] === 529 || internal?.['type'] === 'overloaded_error';
}

function circuitOpenError(model: string, retryAfterMs: number): AppError {
  return new AppError('provider_unavailable', {
    detail: `The model ${model} failed too often just now and is left alone for a moment. Try again later.`,
    retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
    internal: { circuit: 'open' },
  });
}
