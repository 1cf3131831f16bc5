import type { ResolvedModel } from '@smart-ai-hub/llm-providers';
import type { WorkerMetrics } from '../../worker-metrics.ts';
import { type PublishModelsDeps, publishCards, publishModels } from './publish-models.ts';

export type RefreshModelsDeps = PublishModelsDeps & { metrics: Pick<WorkerMetrics, 'listings' | 'healthUnshared'> };

/** Workers look this often in a round: so much longer, at most, than the round is it until one goes on in a dead one's place. */
const LOOKS_IN_A_ROUND = 6;

export function lookEveryMs(roundMs: number): number {
  return roundMs / LOOKS_IN_A_ROUND;
}

/** Asks the providers for their models when it is this worker's turn, else goes by what another one was told. */
export async function refreshModels(deps: RefreshModelsDeps): Promise<void> {
  if (await takeTurn(deps)) await publishModels(deps);
  else await adoptListings(deps);
}

/** A worker that begins goes by what the others know, and asks itself only when nobody knows anything. */
export async function beginWithModels(deps: RefreshModelsDeps): Promise<void> {
  const known = (await takeTurn(deps)) ? undefined : await adoptListings(deps);
  if (known) await publishCards(deps, known);
  else await publishModels(deps);
}

/** A model that another worker has seen a moment ago may be news to this one. */
export async function findModel(deps: RefreshModelsDeps, modelId: string): Promise<ResolvedModel | undefined> {
  const known = deps.providers.resolve(modelId);
  if (known) return known;
  await adoptListings(deps);
  return deps.providers.resolve(modelId);
}

/** While Redis is away nobody has the turn: each worker keeps what it knows. */
async function takeTurn({ listings, metrics }: RefreshModelsDeps): Promise<boolean> {
  try {
    return await listings.takeTurn();
  } catch {
    metrics.healthUnshared.inc();
    return false;
  }
}

async function adoptListings({ listings, providers }: RefreshModelsDeps) {
  const heard = await listings.read().catch(() => undefined);
  return heard && providers.adoptListings(heard);
}
