import { ulid } from 'ulid';

/** Every kind of id the product hands out; the prefix tells a reader of a log line what the id names. */
export type IdPrefix =
  | 'usr'
  | 'acc'
  | 'ses'
  | 'key'
  | 'run'
  | 'txn'
  | 'req'
  | 'gw'
  | 'wrk'
  | 'prc'
  | 'cnt'
  | 'whk'
  | 'msg'
  | 'sec'
  | 'bat'
  | 'aud'
  | 'pay'
  | 'pro'
  | 'use';

/**
 * Makes a new identifier such as `run_01jd…`: prefix, underscore, ULID in lower case (48 bits of milliseconds, 80 random bits),
 * so that ids sort by the time they were made.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${ulid(undefined, nextRandom).toLowerCase()}`;
}

const RANDOM_BYTES = 4096;
const randomBytes = new Uint8Array(RANDOM_BYTES);
let usedBytes = RANDOM_BYTES;

/** Cryptographic randomness in [0, 1), one byte for each of an id's 16 characters; asked for singly it costs more than the rest of a call's admission. */
function nextRandom(): number {
  if (usedBytes === RANDOM_BYTES) {
    globalThis.crypto.getRandomValues(randomBytes);
    usedBytes = 0;
  }
  return (randomBytes[usedBytes++] ?? 0) / 256;
}
