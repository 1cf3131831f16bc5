import { createRandom } from './answer/seeded-random.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { type Ticker, createTicker } from './http/ticker.ts';
import { type PrefixCache, createPrefixCache } from './prefix-cache.ts';
import { type SimulatorScript, createSimulatorScript } from './script/simulator-script.ts';
import { type Behaviour, type Pace, chooseBehaviour } from './settings/choose-behaviour.ts';
import type { Directives } from './settings/directives.ts';
import {
  type SettingsPatch,
  type SimulatorSettings,
  defaultSettings,
  mergeSettings,
} from './settings/settings.schema.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { type SimulatorStats, createSimulatorStats } from './simulator-stats.ts';

export type SimulatorState = {
  stats: SimulatorStats;
  calls: CallLog;
  script: SimulatorScript;
  cache: PrefixCache;
  ticker: Ticker;
  /** For ids, which no answer depends on. */
  idRandom: () => number;
  settings(): SimulatorSettings;
  configure(patch: SettingsPatch): SimulatorSettings;
  behaviourOf(call: Pick<SimulatedCall, 'model' | 'directiveText'>, directives: Directives): Behaviour;
  /** Statistics, calls, prompt cache, counted faults and the sequence of failures begin anew; no script; the first settings again. */
  reset(): void;
};

/** Questions whose faults are counted; more than this are forgotten together. */
const MAX_COUNTED_QUESTIONS = 10_000;

export type StateOptions = { settings: SettingsPatch; paceOf: (model: string) => Pace };

/** Everything of the simulator that changes. */
export function createSimulatorState({ settings: given, paceOf }: StateOptions): SimulatorState {
  let settings = mergeSettings(defaultSettings, given);
  let failureRandom = createRandom(settings.seed);
  const timesSeen = new Map<string, number>();
  const stats = createSimulatorStats(() => settings.keepCalls);
  const calls = createCallLog(() => settings.keepCalls);
  const script = createSimulatorScript();
  const cache = createPrefixCache(Date.now);

  const countOf = (question: string): number => {
    if (timesSeen.size >= MAX_COUNTED_QUESTIONS) timesSeen.clear();
    const seen = timesSeen.get(question) ?? 0;
    timesSeen.set(question, seen + 1);
    return seen;
  };

  return {
    stats,
    calls,
    script,
    cache,
    ticker: createTicker(),
    idRandom: createRandom(Date.now()),
    settings: () => settings,
    configure(patch) {
      settings = mergeSettings(settings, patch);
      if (patch.seed !== undefined) failureRandom = createRandom(settings.seed);
      return settings;
    },
    behaviourOf(call, directives) {
      return chooseBehaviour({
        settings,
        directives,
        model: call.model,
        pace: paceOf(call.model),
        random: failureRandom,
        timesSeen: directives.times === undefined ? 0 : countOf(call.directiveText),
      });
    },
    reset() {
      settings = mergeSettings(defaultSettings, given);
      failureRandom = createRandom(settings.seed);
      timesSeen.clear();
      stats.reset();
      calls.clear();
      script.replace({ rules: [] });
      cache.clear();
    },
  };
}
