import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const KEY_START = 'sah_live_';
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHOWN_RANDOM_LENGTH = 4;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const keyPattern = new RegExp(`^${KEY_START}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * A new API key: `sah_live_`, 32 random base62 characters (190 bits), 6 characters of checksum. The checksum lets the edge
 * refuse a mistyped key without a look-up, and lets secret scanners be sure of a find.
 */
export function generateApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length))).join('');
  const unchecked = KEY_START + random;
  return unchecked + checksumOf(unchecked);
}

/** True when a text has the form of an API key and its checksum fits; says nothing about whether the key exists. */
export function isWellFormedApiKey(text: string): boolean {
  if (!keyPattern.test(text)) return false;
  const split = text.length - CHECKSUM_LENGTH;
  return checksumOf(text.slice(0, split)) === text.slice(split);
}

/** SHA-256 of a key in hex: what is stored and looked up. A slow hash is not needed for 190 random bits. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The part of a key that lists may show, e.g. `sah_live_x7Qz`. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, KEY_START.length + SHOWN_RANDOM_LENGTH);
}

/** Redis channel on which the hash of a revoked key is published, so that every verifier drops it from its cache. */
export const API_KEYS_REVOKED_CHANNEL = 'api-keys:revoked';

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i += 1) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
}
