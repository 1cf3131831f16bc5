import type { SpeedOf } from '@smart-ai-hub/contracts';
import type { HealthRecord, ModelHealth } from './health-record.ts';

const MAX_AGE_MS = 5_000;
/** Two fast calls make no fast model. */
const MIN_CALLS = 5;

/**
 * How fast each model usually answers, as the workers' calls showed it. A call never waits for it: what is known
 * serves, and is read anew beside it when it is older than five seconds. While Redis is away the last reading serves.
 */
export function createSpeedWatch(record: Pick<HealthRecord, 'read'>, now: () => number = Date.now): SpeedOf {
  let known = new Map<string, ModelHealth>();
  let readAtMs = -Infinity;
  const idOf = (provider: string, model: string) => JSON.stringify([provider, model]);
  const read = async () => {
    const health = await record.read();
    known = new Map(health.map((one) => [idOf(one.provider, one.model), one]));
  };
  return (provider, model) => {
    if (now() - readAtMs > MAX_AGE_MS) {
      readAtMs = now();
      read().catch(() => undefined);
    }
    const health = known.get(idOf(provider, model));
    if (!health || health.begun < MIN_CALLS) return undefined;
    return { firstTokenMs: health.firstP50Ms, tokensPerSecond: health.tokensPerSecond };
  };
}
