import type { Redis } from 'ioredis';
import { z } from 'zod';

/** The circuits of all workers: a hash of JSON, field `["provider","model"]`. Written by the workers' script. */
export const CIRCUITS_KEY = 'health:circuits';
const LISTINGS_KEY = 'health:listings';
/** Listings are renewed every minute; when no worker is left nobody knows. */
const LISTINGS_TTL_SECONDS = 600;

const listingSchema = z.object({ atMs: z.number(), isReachable: z.boolean(), models: z.number() });
/** What came of asking a provider for its models, which costs nothing. */
export type ProviderListing = z.output<typeof listingSchema>;

const circuitSchema = z.object({ pauseMs: z.number(), openUntilMs: z.number() });
export type OpenCircuit = { provider: string; model: string; openUntilMs: number };

export type ProviderStates = {
  writeListings(listings: Record<string, ProviderListing>): Promise<void>;
  readListings(): Promise<Map<string, ProviderListing>>;
  readOpenCircuits(): Promise<OpenCircuit[]>;
};

export function createProviderStates(redis: Redis): ProviderStates {
  return {
    async writeListings(listings) {
      const fields = Object.entries(listings).map(([id, listing]) => [id, JSON.stringify(listing)]);
      const multi = redis.multi().del(LISTINGS_KEY);
      if (fields.length > 0) multi.hset(LISTINGS_KEY, Object.fromEntries(fields));
      await multi.expire(LISTINGS_KEY, LISTINGS_TTL_SECONDS).exec();
    },
    async readListings() {
      const fields = Object.entries(await redis.hgetall(LISTINGS_KEY));
      return new Map(fields.map(([id, json]) => [id, listingSchema.parse(JSON.parse(json))]));
    },
    async readOpenCircuits() {
      const fields = Object.entries(await redis.hgetall(CIRCUITS_KEY));
      return fields.flatMap(([id, json]) => {
        const { pauseMs, openUntilMs } = circuitSchema.parse(JSON.parse(json));
        const [provider = '', model = ''] = JSON.parse(id) as string[];
        return pauseMs > 0 ? [{ provider, model, openUntilMs }] : [];
      });
    },
  };
}
