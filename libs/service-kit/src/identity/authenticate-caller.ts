import { AppError, type Identity } from '@smart-ai-hub/contracts';
import type { Request } from 'express';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { isDependencyFailure } from '../http/is-dependency-failure.ts';
import { API_KEYS_REVOKED_CHANNEL, hashApiKey, isWellFormedApiKey } from './api-key.ts';
import { bearerToken } from './authenticate.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Resolves a key's hash to its owner; undefined for a key that is unknown, revoked or expired. */
export type FindApiKey = (hash: string) => Promise<Identity | undefined>;

export type CallerAuthenticatorOptions = {
  verifyToken: TokenVerifier;
  findApiKey: FindApiKey;
  /** A connection of its own, which hears of revoked keys; without it a revoked key lives on for at most `cacheMs`. */
  redisSubscriber?: Redis;
  /** How long a found key is believed without asking again. */
  cacheMs?: number;
  cacheMax?: number;
};

/** Authenticates `caller` endpoints and the dialects. */
export type CallerAuthenticator = (request: Pick<Request, 'headers'>) => Promise<Identity>;

const API_KEY_START = 'sah_';
/** Unknown keys are remembered for a moment, so that a program that hammers with a dead key costs no queries. */
const UNKNOWN_KEY_MS = 5_000;

type Found = { identity: Identity | undefined };

/**
 * Takes `Authorization: Bearer` with an access token or an API key, or `x-api-key` with an API key, and answers who calls.
 * A key is refused by its checksum before any look-up, then looked up by its hash, once for all who ask at the same time.
 * @throws AppError unauthenticated, invalid_api_key; dependency_unavailable when the credential cannot be checked.
 */
export function createCallerAuthenticator(options: CallerAuthenticatorOptions): CallerAuthenticator {
  const resolveApiKey = createApiKeyResolver(options);
  return async (request) => {
    const bearer = bearerToken(request);
    const apiKey = bearer ?? singleHeader(request.headers['x-api-key']);
    if (apiKey === undefined) {
      throw new AppError('unauthenticated', {
        detail: 'Send an API key or an access token as "Authorization: Bearer …", or an API key as "x-api-key".',
      });
    }
    if (bearer !== undefined && isTokenShaped(bearer)) return options.verifyToken(bearer);
    if (!isWellFormedApiKey(apiKey)) throw malformedKey(apiKey);
    const identity = await resolveApiKey(hashApiKey(apiKey));
    if (identity === undefined) {
      throw new AppError('invalid_api_key', { detail: 'This API key is unknown, revoked or expired.' });
    }
    return identity;
  };
}

function createApiKeyResolver(options: CallerAuthenticatorOptions): FindApiKey {
  const cacheMs = options.cacheMs ?? 30_000;
  const cache = new LRUCache<string, Found>({ max: options.cacheMax ?? 10_000, ttl: cacheMs });
  const flights = new Map<string, Promise<Identity | undefined>>();

  const lookUp = (hash: string): Promise<Identity | undefined> => {
    const flight = options
      .findApiKey(hash)
      .then((identity) => {
        // A revocation that came meanwhile took the flight off the map: what it found may be outdated.
        const ttl = identity === undefined ? Math.min(UNKNOWN_KEY_MS, cacheMs) : cacheMs;
        if (flights.get(hash) === flight) cache.set(hash, { identity }, { ttl });
        return identity;
      })
      .catch((thrown: unknown) => {
        throw isDependencyFailure(thrown) ? uncheckable(thrown) : thrown;
      })
      .finally(() => {
        if (flights.get(hash) === flight) flights.delete(hash);
      });
    flights.set(hash, flight);
    return flight;
  };

  forgetRevokedKeys(options.redisSubscriber, {
    forget(hash) {
      cache.delete(hash);
      flights.delete(hash);
    },
    forgetAll() {
      cache.clear();
      flights.clear();
    },
  });

  return async (hash) => {
    const found = cache.get(hash);
    return found === undefined ? (flights.get(hash) ?? lookUp(hash)) : found.identity;
  };
}

type Forgetting = { forget: (hash: string) => void; forgetAll: () => void };

function forgetRevokedKeys(subscriber: Redis | undefined, { forget, forgetAll }: Forgetting): void {
  if (subscriber === undefined) return;
  const subscribe = () => {
    // Revocations that were published while the connection was away are lost: start afresh.
    forgetAll();
    subscriber.subscribe(API_KEYS_REVOKED_CHANNEL).then(forgetAll, () => undefined);
  };
  subscriber.on('ready', subscribe);
  subscriber.on('message', (channel: string, hash: string) => {
    if (channel === API_KEYS_REVOKED_CHANNEL) forget(hash);
  });
  if (subscriber.status === 'ready') subscribe();
}

function isTokenShaped(text: string): boolean {
  return !text.startsWith(API_KEY_START) && text.split('.').length === 3;
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first.trim() === '' ? undefined : first.trim();
}

function malformedKey(key: string): AppError {
  return new AppError('invalid_api_key', {
    detail: key.startsWith(API_KEY_START)
      ? 'This API key is incomplete or mistyped.'
      : 'This is not an API key of this hub: those start with sah_live_.',
  });
}

function uncheckable(cause: unknown): AppError {
  return new AppError('dependency_unavailable', {
    detail: 'API keys cannot be checked at the moment. Try again shortly.',
    retryAfterSeconds: 1,
    cause,
  });
}
