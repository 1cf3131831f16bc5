import type { Directives } from './directives.ts';
import type { FaultKind, OverflowShape } from './fault-kinds.ts';
import type { SimulatorSettings } from './settings.schema.ts';

/** How one call will go. */
export type Behaviour = {
  ttftMs: number;
  tokensPerSecond: number;
  tokens: number | undefined;
  fault: FaultKind | undefined;
  at: number;
  seconds: number;
  retryAfterSeconds: number;
  shape: OverflowShape | undefined;
  reasoningTokens: number | undefined;
  toolCalls: number | undefined;
  searches: number | undefined;
  pingMs: number | undefined;
};

export type Pace = { ttftMs: number; tokensPerSecond: number };

export const noPace: Pace = { ttftMs: 0, tokensPerSecond: 0 };

/** The ordinary models keep a reader's pace; the fast pair answers at once. */
const NATURAL_PACE: Pace = { ttftMs: 120, tokensPerSecond: 150 };

/** How fast a simulated model answers when nobody says otherwise. */
export function naturalPaceOf(model: string): Pace {
  return model.endsWith('-fast') ? noPace : NATURAL_PACE;
}

export type BehaviourInput = {
  settings: SimulatorSettings;
  directives: Directives;
  model: string;
  pace: Pace;
  /** Consumed only when failures are drawn by rate, so that their sequence does not depend on other calls. */
  random: () => number;
  /** How many calls with this question came before. */
  timesSeen: number;
};

/** Directives go before settings, settings before the model's own pace. */
export function chooseBehaviour(input: BehaviourInput): Behaviour {
  const { settings, directives, model, pace, random, timesSeen } = input;
  const isOver = directives.times !== undefined && timesSeen >= directives.times;
  const isMeant = directives.onModel === undefined || directives.onModel === model.toLowerCase();
  const isFailing = settings.faultModels.length === 0 || settings.faultModels.includes(model);
  const isDrawn = isFailing && settings.failureRate > 0 && random() < settings.failureRate;
  const drawn = isDrawn ? drawKind(settings, random()) : undefined;
  return {
    ttftMs: directives.ttftMs ?? settings.ttftMs ?? pace.ttftMs,
    tokensPerSecond: directives.tokensPerSecond ?? settings.tokensPerSecond ?? pace.tokensPerSecond,
    tokens: directives.tokens ?? settings.tokens ?? undefined,
    fault: (isOver || !isMeant ? undefined : directives.fault) ?? (isFailing ? settings.fault : undefined) ?? drawn,
    at: directives.at ?? settings.at,
    seconds: directives.seconds ?? settings.seconds,
    retryAfterSeconds: directives.retryAfterSeconds ?? settings.retryAfterSeconds,
    shape: directives.shape,
    reasoningTokens: directives.reasoningTokens,
    toolCalls: directives.toolCalls,
    searches: directives.searches,
    pingMs: directives.pingMs,
  };
}

function drawKind({ failureKinds }: SimulatorSettings, at: number): FaultKind | undefined {
  const weighted = Object.entries(failureKinds) as [FaultKind, number][];
  let left = at * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weighted.find(([, weight]) => (left -= weight) < 0)?.[0];
}
