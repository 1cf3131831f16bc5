import { parseArgs } from 'node:util';

export type ChaosOptions = {
  profile: 'quick' | 'full';
  only: readonly string[] | undefined;
  seed: number;
  write: boolean;
};

export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      full: { type: 'boolean', default: false },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed must be a whole number.');
  const only = values.only?.split(',').map((id) => id.trim().toLowerCase());
  return { profile: values.full ? 'full' : 'quick', only, seed, write: values.write };
}
