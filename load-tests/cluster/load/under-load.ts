import { waitUntil } from '@smart-ai-hub/local-stack';
import type { ClusterContext } from '../scenario.ts';
import type { LoadEvidence } from './judge-load.ts';
import { startLoad } from './start-load.ts';

const STREAMS = 110;
const PLAIN = 4;
const WARM_UP_MS = 60_000;

/** Does something to the release while its callers go on calling, and gathers how they fared. */
export async function underLoad(
  { door, release, tell }: Pick<ClusterContext, 'door' | 'release' | 'tell'>,
  work: () => Promise<void>,
): Promise<LoadEvidence> {
  const load = await startLoad({ door, streams: STREAMS, plain: PLAIN });
  // All streams run once one of each caller has ended.
  const isUp = await waitUntil(() => load.heard.filter(({ stream }) => stream).length > 0, WARM_UP_MS);
  if (!isUp) tell('no stream has ended within a minute');
  try {
    await work();
  } finally {
    await load.stop();
  }
  return { heard: load.heard, repeated: load.repeated(), streams: STREAMS, ledger: await release.verifyLedger() };
}
