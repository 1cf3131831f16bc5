import { openAccount } from '../hub/open-account.ts';
import { type Told, isOver, readBySentEvents, readBySocket } from './read-some.ts';
import { createRandom } from './seeded-random.ts';
import { startRun, textOf } from './start-run.ts';

export type ResumeStreams = {
  /** One address, or those of several gateways, between which the readers change. */
  hubUrl: string | string[];
  streams: number;
  seed: number;
  /** Streams at the same time. */
  inFlight?: number;
  /** A bug to be found: as if a gateway lost an event at each resumption, or sent one twice. */
  plant?: 'gap' | 'repetition';
};

export type ResumeReport = { streams: number; cuts: number; events: number; breaches: string[] };

const MAX_EVENTS_AT_ONCE = 12;
const WAYS = [readBySentEvents, readBySocket];

/**
 * R4: streams that are cut at random points and gone on with from the last id, by server-sent events and WebSocket in turn. What the pieces
 * say together has to be what one reader is told who comes afterwards: no gap, no repetition, one end.
 */
export async function resumeStreams(options: ResumeStreams): Promise<ResumeReport> {
  const { streams, seed, inFlight = 50 } = options;
  const urls = [options.hubUrl].flat();
  const { apiKey } = await openAccount(urls[0] ?? '');
  const random = createRandom(seed);
  const report: ResumeReport = { streams: 0, cuts: 0, events: 0, breaches: [] };
  const reader: Reader = { urls, apiKey, random, plant: options.plant };
  const work = async () => {
    while (report.streams < streams) {
      report.streams += 1;
      await checkOne(reader, report);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, streams) }, work));
  return report;
}

type Reader = {
  urls: string[];
  apiKey: string;
  random: (limit: number) => number;
  plant: ResumeStreams['plant'];
};

async function checkOne(reader: Reader, report: ResumeReport): Promise<void> {
  const { urls, apiKey, random } = reader;
  const hubUrl = urls[random(urls.length)] ?? '';
  const runId = await startRun(hubUrl, apiKey, `tokens=${50 + random(200)} tps=${100 + random(400)}`);
  const pieces = await readInPieces(reader, runId);
  const told = pieces.flat();
  const whole = await readBySentEvents({ hubUrl, apiKey, runId, after: undefined, most: Infinity });
  const [read, kept] = [told, whole].map((events) => textOf(events.map(({ event }) => event)));
  if (read !== kept)
    report.breaches.push(`${runId}: ${read?.length} characters read in pieces, ${kept?.length} are there`);
  if (told.at(-1)?.event.type !== 'done') report.breaches.push(`${runId} ended with ${told.at(-1)?.event.type}`);
  report.cuts += pieces.length - 1;
  report.events += told.length;
}

async function readInPieces({ urls, apiKey, random, plant }: Reader, runId: string): Promise<Told[][]> {
  const pieces: Told[][] = [];
  let after: string | undefined;
  for (let turn = random(WAYS.length); !isOver(pieces.at(-1) ?? []); turn += 1) {
    const read = WAYS[turn % WAYS.length] ?? readBySocket;
    const hubUrl = urls[random(urls.length)] ?? '';
    const piece = await read({ hubUrl, apiKey, runId, after, most: 1 + random(MAX_EVENTS_AT_ONCE) });
    after = piece.at(-1)?.id ?? after;
    if (plant === 'gap' && piece.length > 1 && !isOver(piece)) piece.pop();
    if (plant === 'repetition') piece.unshift(...piece.slice(0, 1));
    pieces.push(piece);
  }
  return pieces;
}
