import {
  type CircuitBreakerPolicy,
  CircuitState,
  ExponentialBackoff,
  circuitBreaker,
  handleType,
  noJitterGenerator,
} from 'cockatiel';
import { createFailureRate } from './failure-rate.ts';

/** A call that may go out. Whoever holds it says once how the provider did; later words are not heard. */
export type Passage = {
  isAllowed: true;
  /** The answer has begun: enough for a trial, which nobody else should have to wait for. */
  begun(): void;
  /** The answer is whole. */
  succeeded(): void;
  /** The provider is at fault. */
  failed(): void;
  /** The provider is up and refused the call, for a limit or for what was asked. */
  refused(): void;
  /** Nobody knows: the call was given up by its caller. */
  abandoned(): void;
};

export type CircuitBreakers = {
  /** Asks to call a model of a provider. A refusal says when it will be tried again. */
  enter(provider: string, model: string): Promise<Passage | { isAllowed: false; retryAfterMs: number }>;
};

export type CircuitBreakersOptions = {
  /** Hears how many circuits of a provider are open, whenever that changes. */
  onChange?: (provider: string, open: number) => void;
};

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 120_000;

class ProviderFault extends Error {}
class NoVerdict extends Error {}

const ignore = () => undefined;

/**
 * A breaker for each model of each provider. Open, it lets nothing through for 10 s, doubling to 120 s; then one real call is
 * the trial, and whoever comes meanwhile is still refused. Known to this process only.
 */
export function createCircuitBreakers({ onChange }: CircuitBreakersOptions = {}): CircuitBreakers {
  const circuits = new Map<string, Circuit>();
  const report = (provider: string) => {
    const own = [...circuits.values()].filter((circuit) => circuit.provider === provider);
    onChange?.(provider, own.filter((circuit) => circuit.policy.state !== CircuitState.Closed).length);
  };
  const circuitOf = (provider: string, model: string): Circuit => {
    const key = JSON.stringify([provider, model]);
    const known = circuits.get(key);
    if (known) return known;
    const circuit: Circuit = { provider, policy: createPolicy(), opensUntilMs: 0 };
    circuits.set(key, circuit);
    watch(circuit, () => report(provider));
    return circuit;
  };
  return {
    async enter(provider, model) {
      const circuit = circuitOf(provider, model);
      const { state } = circuit.policy;
      const retryAfterMs = circuit.opensUntilMs - Date.now();
      if (state === CircuitState.HalfOpen) return { isAllowed: false, retryAfterMs: Math.max(retryAfterMs, 1_000) };
      if (state === CircuitState.Open && retryAfterMs > 0) return { isAllowed: false, retryAfterMs };
      return pass(circuit, () => watch(circuit, () => report(provider)));
    },
  };
}

type Circuit = { provider: string; policy: CircuitBreakerPolicy; opensUntilMs: number };

function createPolicy(initialState?: unknown): CircuitBreakerPolicy {
  return circuitBreaker(handleType(ProviderFault), {
    halfOpenAfter: new ExponentialBackoff({
      generator: noJitterGenerator,
      initialDelay: FIRST_PAUSE_MS,
      maxDelay: LONGEST_PAUSE_MS,
    }),
    breaker: createFailureRate(),
    ...(initialState !== undefined && { initialState }),
  });
}

/** Keeps the time at which the next trial may go out. */
function watch(circuit: Circuit, changed: () => void): void {
  circuit.policy.onBreak(() => {
    const { ownState } = circuit.policy.toJSON() as { ownState: { attemptNo: number } };
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (ownState.attemptNo - 1));
    circuit.opensUntilMs = Date.now() + pauseMs;
  });
  circuit.policy.onStateChange(changed);
}

/** The policy sees one promise for the call: how it ends is the verdict. */
function pass(circuit: Circuit, watchAgain: () => void): Passage {
  const { policy } = circuit;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  policy.execute(() => promise).catch(ignore);
  const isTrial = policy.state === CircuitState.HalfOpen;
  return {
    isAllowed: true,
    begun: () => void (isTrial && resolve()),
    succeeded: resolve,
    failed: () => reject(new ProviderFault()),
    refused: () => reject(new NoVerdict()),
    abandoned() {
      reject(new NoVerdict());
      if (!isTrial || circuit.policy !== policy) return;
      // A trial without a verdict leaves the circuit as it was: the next call is the trial.
      circuit.policy = createPolicy(policy.toJSON());
      watchAgain();
    },
  };
}
