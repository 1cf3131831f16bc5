import { ulid } from 'ulid';

/** Every kind of id the product hands out; the prefix tells a reader of a log line what the id names. */
export type IdPrefix = 'usr' | 'acc' | 'ses' | 'key' | 'run' | 'txn' | 'req' | 'gw' | 'wrk';

/**
 * Makes a new identifier such as `run_01jd…`: prefix, underscore, ULID in lower case (48 bits of milliseconds, 80 random bits),
 * so that ids sort by the time they were made.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${ulid().toLowerCase()}`;
}
