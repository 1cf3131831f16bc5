import { createHash } from 'node:crypto';
import { PRICE_LIST } from '../catalog/price-data-set.ts';
import type { ProvidersConfig } from './configured-providers.ts';

const KEYS = /apiKeys?$/i;
const LENGTH = 16;

/**
 * A short name of what is configured, for processes to find those that know the same providers, models and prices. Of a key only goes into
 * it whether there is one.
 */
export function configurationIdOf({ limits: _limits, ...config }: ProvidersConfig): string {
  const told = JSON.stringify([PRICE_LIST, config], (name, value: unknown) =>
    KEYS.test(name) ? value !== undefined : value,
  );
  return createHash('sha256').update(told).digest('hex').slice(0, LENGTH);
}
