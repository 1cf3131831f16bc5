import type { ProviderHealth } from '@smart-ai-hub/contracts';
import type { GatewayDeps } from '../../dependencies.ts';
import { type JudgedProvider, judgeProviders } from './judge-providers.ts';

type Deps = Pick<GatewayDeps, 'providerHealth'>;

/**
 * How the providers do, and since when: what is found is noted, by everybody who looks, and by each gateway every few seconds so that a
 * change is noted also while nobody looks.
 */
export async function readProviders({ providerHealth: { record, states, log } }: Deps): Promise<ProviderHealth[]> {
  const [models, circuits, listings] = await Promise.all([
    record.read(),
    states.readOpenCircuits(),
    states.readListings(),
  ]);
  const providers = judgeProviders({ models, circuits, listings });
  const since = await log.note(statusesOf(providers));
  const sinceOf = (...name: string[]) => new Date(since.get(JSON.stringify(name)) ?? 0).toISOString();
  return providers.map((provider) => ({
    ...provider,
    since: sinceOf(provider.id),
    models: provider.models.map((model) => ({ ...model, since: sinceOf(provider.id, model.id) })),
  }));
}

function statusesOf(providers: readonly JudgedProvider[]): Map<string, string> {
  return new Map(
    providers.flatMap(({ id, status, models }) => [
      [JSON.stringify([id]), status] as const,
      ...models.map((model) => [JSON.stringify([id, model.id]), model.status] as const),
    ]),
  );
}
