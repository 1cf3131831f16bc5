import type { Finding } from '../finding.ts';
import { type ResumeReport, resumeStreams } from '../resume-streams.ts';
import { defineScenario } from '../scenario.ts';

type Size = { streams: number };

const SAME = 'what the pieces of a cut stream say together is what one reader is told: no gap, no repetition, one end';

const judge = ({ streams, cuts, events, breaches }: ResumeReport): Finding[] => [
  { promise: SAME, seen: `${streams} streams, ${cuts} cuts, ${events} events`, breaches },
];

export const cutStreams = defineScenario<Size, ResumeReport>({
  id: 'R4',
  promise:
    'streams cut at random points and resumed, by server-sent events and WebSocket: identical, no gap, no repetition',
  quick: { streams: 60 },
  full: { streams: 1_000 },
  collect: ({ product, seed }, { streams }) => resumeStreams({ hubUrl: [...product.gateways], streams, seed }),
  judge,
  figures: ({ streams, cuts, events }) => ({ streams, cuts, events }),
  sample: () => ({ streams: 1, cuts: 1, events: 9, breaches: [] }),
  plants: [
    { bug: 'a stream whose pieces differ', tamper: (report) => ({ ...report, breaches: ['run_x'] }), breaks: [SAME] },
  ],
  provePlantsOnProduct: async ({ product, seed }) => {
    const planted = (['gap', 'repetition'] as const).map(async (plant) => {
      const report = await resumeStreams({ hubUrl: [...product.gateways], streams: 4, seed, plant });
      const isFound = report.breaches.length > 0;
      return { bug: `a ${plant} at each resumption`, reported: isFound ? [SAME] : [], isFound };
    });
    return Promise.all(planted);
  },
});
