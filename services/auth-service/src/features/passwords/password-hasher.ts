import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { createConcurrencyLimit } from './limit-concurrency.ts';

/** OWASP's first choice for argon2id (the library's default variant): 46 MiB, one pass, one lane. */
const ARGON2_OPTIONS = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };
/** Hashing runs on libuv's four threads, which DNS look-ups and file reads need too. */
const MAX_CONCURRENT_HASHES = 2;
const MAX_WAITING_HASHES = 100;

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** Takes the same time with and without a stored hash, so that nobody can find out which e-mail addresses are known. */
  verify(storedHash: string | null | undefined, password: string): Promise<boolean>;
};

export async function createPasswordHasher(): Promise<PasswordHasher> {
  const limit = createConcurrencyLimit({ max: MAX_CONCURRENT_HASHES, maxWaiting: MAX_WAITING_HASHES });
  const nobodysHash = await hash(randomUUID(), ARGON2_OPTIONS);
  return {
    hash: (password) => limit(() => hash(password, ARGON2_OPTIONS)),
    verify: async (storedHash, password) => {
      const isRight = await limit(() => verify(storedHash ?? nobodysHash, password));
      return isRight && typeof storedHash === 'string';
    },
  };
}
