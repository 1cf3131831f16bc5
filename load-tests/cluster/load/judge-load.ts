import type { Finding } from '../../chaos/finding.ts';
import type { HeardCall } from '../../chaos/load/heard-call.ts';

export type LoadEvidence = {
  heard: readonly HeardCall[];
  /** Callers that asked once more: refused before anything was begun, or cut off and gone on with by the same key. */
  repeated: { refused: number; resumed: number };
  /** Streams that were open when the fault came. */
  streams: number;
  ledger: { holds: boolean; words: string };
};

const MIN_STREAMS = 100;

export const loadPromises = {
  whole: 'no call fails: each answer is whole, streams included',
  load: 'it happens under load',
  order: 'no event comes twice or out of order',
  ledger: 'every invariant of the ledger holds',
} as const;

/** What every scenario under load promises to its callers. */
export function judgeLoad({ heard, streams, ledger }: LoadEvidence): Finding[] {
  const failed = heard.filter(({ end }) => end !== 'whole');
  const misplaced = heard.filter((call) => call.misplaced.length > 0);
  return [
    {
      promise: loadPromises.load,
      seen: `${streams} streams open, ${heard.length} calls ended`,
      breaches: streams >= MIN_STREAMS && heard.length > 0 ? [] : [`${streams} streams are fewer than ${MIN_STREAMS}`],
    },
    {
      promise: loadPromises.whole,
      seen: `${heard.length - failed.length} of ${heard.length} whole`,
      breaches: failed.map(({ runId, key, end, note }) => `${runId ?? key} was ${end}: ${note}`),
    },
    {
      promise: loadPromises.order,
      seen: `${misplaced.length} of ${heard.length} misplaced`,
      breaches: misplaced.map((call) => `${call.runId ?? call.key}: ${call.misplaced.join(', ')}`),
    },
    {
      promise: loadPromises.ledger,
      seen: ledger.holds ? 'held' : 'broken',
      breaches: ledger.holds ? [] : [ledger.words],
    },
  ];
}

export const loadFigures = ({ heard, repeated, streams }: LoadEvidence) => ({
  calls: heard.length,
  'streams open': streams,
  'refused and asked again': repeated.refused,
  'cut and resumed': repeated.resumed,
  failed: heard.filter(({ end }) => end !== 'whole').length,
});
