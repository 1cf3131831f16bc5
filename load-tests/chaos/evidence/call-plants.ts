import type { Plant } from '../scenario.ts';
import type { CallEvidence } from './call-evidence.ts';
import { promises } from './judge-calls.ts';

const first = <Item>(items: readonly Item[], change: (item: Item) => Item): Item[] =>
  items.map((item, index) => (index === 0 ? change(item) : item));

const lastWord = (text: string) => text.slice(text.lastIndexOf(' '));

/** One bug of each kind that must never go unnoticed, as it would look from outside. */
export const callPlants = {
  noEnd: {
    bug: 'a stream without an end',
    tamper: (evidence) => ({ ...evidence, heard: first(evidence.heard, (call) => ({ ...call, end: 'cut' })) }),
    breaks: [promises.end],
  },
  lostFrame: {
    bug: 'a dropped frame',
    tamper: (evidence) => ({
      ...evidence,
      heard: first(evidence.heard, (call) => ({ ...call, text: call.text.slice(0, -lastWord(call.text).length) })),
    }),
    breaks: [promises.words],
  },
  wordTwice: {
    bug: 'a duplicated word',
    tamper: (evidence) => ({
      ...evidence,
      heard: first(evidence.heard, (call) => ({ ...call, text: call.text + lastWord(call.text) })),
    }),
    breaks: [promises.words],
  },
  openRun: {
    bug: 'a run that never ends',
    tamper: (evidence) => ({ ...evidence, runs: first(evidence.runs, (run) => ({ ...run, endedAt: undefined })) }),
    breaks: [promises.runs],
  },
  lostRun: {
    bug: 'an acknowledged call that is gone',
    tamper: (evidence) => ({
      ...evidence,
      heard: first(evidence.heard, (call) => ({ ...call, runId: 'run_gone', end: 'failed' })),
    }),
    breaks: [promises.once],
  },
  settledTwice: {
    bug: 'a second settlement',
    tamper: (evidence) => ({
      ...evidence,
      settlements: new Map([...evidence.settlements].map(([id, count], index) => [id, index === 0 ? 2 : count])),
    }),
    breaks: [promises.once],
  },
  cutShownWhole: {
    bug: 'a cut answer that was shown as complete',
    tamper: (evidence) => ({ ...evidence, runs: first(evidence.runs, (run) => ({ ...run, state: 'error' })) }),
    breaks: [promises.state],
  },
  overcharged: {
    bug: 'a charge that is one micro-credit too high',
    tamper: (evidence) => ({
      ...evidence,
      runs: first(evidence.runs, (run) => ({ ...run, costMicros: (run.costMicros ?? 0n) + 1n })),
      balance: { ...evidence.balance, afterMicros: evidence.balance.afterMicros - 1n },
    }),
    breaks: [promises.charge],
  },
  heldOpen: {
    bug: 'a hold that is never released',
    tamper: (evidence) => ({ ...evidence, balance: { ...evidence.balance, heldMicros: 7n } }),
    breaks: [promises.money],
  },
} satisfies Record<string, Plant<CallEvidence>>;

/** These plants in the calls of a scenario that looks at more than calls. */
export function plantsOf<Evidence extends CallEvidence>(...plants: Plant<CallEvidence>[]): Plant<Evidence>[] {
  return plants.map(({ bug, breaks, tamper }) => ({
    ...{ bug, breaks },
    tamper: (evidence) => ({ ...evidence, ...tamper(evidence) }),
  }));
}
