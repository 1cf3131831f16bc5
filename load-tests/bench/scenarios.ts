import type { LoadPlan } from '../generator/run-load.ts';

export type Target = 'simulator' | 'hub';
export type Mode = 'json' | 'stream';

export type Scenario = {
  target: Target;
  mode: Mode;
  inFlight: number;
  plan: Omit<LoadPlan, 'onStart' | 'onEnd'>;
};

export type Addresses = { hubUrl: string; apiKey: string; simulatorUrl: string };

const TOKENS = 50;
const MAX_MS = 9_000;
const MODEL = 'simulator-gpt-fast';

/** Calls by requests in flight: enough for a p99, few enough for all scenarios to fit into a minute and a half. */
const CALLS: Record<number, { warmUpCalls: number; countedCalls: number }> = {
  1: { warmUpCalls: 100, countedCalls: 1_000 },
  64: { warmUpCalls: 1_000, countedCalls: 10_000 },
};

const endings: Record<Mode, string> = { json: '}', stream: 'data: [DONE]\n\n' };

/** The simulator alone is the floor: what is above it is the hub's own cost. */
export function listScenarios(addresses: Addresses): Scenario[] {
  const targets: Target[] = ['simulator', 'hub'];
  const modes: Mode[] = ['json', 'stream'];
  return targets.flatMap((target) =>
    modes.flatMap((mode) =>
      Object.entries(CALLS).map(([inFlight, calls]) => ({
        target,
        mode,
        inFlight: Number(inFlight),
        plan: {
          ...placeOf(target, mode, addresses),
          ...calls,
          inFlight: Number(inFlight),
          maxMs: MAX_MS,
          ending: endings[mode],
        },
      })),
    ),
  );
}

function placeOf(target: Target, mode: Mode, addresses: Addresses): Pick<LoadPlan, 'origin' | 'request'> {
  const isHub = target === 'hub';
  const key = isHub ? addresses.apiKey : 'simulator';
  return {
    origin: new URL(isHub ? addresses.hubUrl : addresses.simulatorUrl).origin,
    request: {
      path: isHub ? '/v1/chat/completions' : '/openai/v1/chat/completions',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        model: MODEL,
        stream: mode === 'stream',
        messages: [{ role: 'user', content: `How does a bench work? [[sim: tokens=${TOKENS}]]` }],
      }),
    },
  };
}
