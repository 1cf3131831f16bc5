import { type ModelListing, modelListingSchema } from '@smart-ai-hub/llm-providers';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What the workers of one configuration tell each other of their providers' models, by Redis. */
export type SharedListings = {
  /** Whether it is for this worker to ask the providers now: one of all is told so, once in a round. */
  takeTurn(): Promise<boolean>;
  /** Tells the others what was heard; says nothing when the turn has passed to another worker meanwhile. */
  write(listings: readonly ModelListing[]): Promise<void>;
  /** What was heard last; undefined when nobody has said anything for ten rounds. */
  read(): Promise<ModelListing[] | undefined>;
};

export type SharedListingsOptions = {
  /** Workers with other providers, as in the middle of a roll-out, have turns and listings of their own. */
  configurationId: string;
  workerId: string;
  roundMs: number;
};

/** A turn ends a little before the next look, so that rounds do not drift. Of a worker that died in it, it ends as well. */
const TURN_SHARE = 0.9;
const KEPT_ROUNDS = 10;

/** Only who has the turn may write: a worker that was stopped for a while would undo what is newer. */
const writeScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1`;

type ScriptClient = Redis & { writeListings(...args: string[]): Promise<number> };

export function createSharedListings(
  redis: Redis,
  { configurationId, workerId, roundMs }: SharedListingsOptions,
): SharedListings {
  redis.defineCommand('writeListings', { numberOfKeys: 2, lua: writeScript });
  const client = redis as ScriptClient;
  const [turn, listings] = [`models:turn:${configurationId}`, `models:listings:${configurationId}`];
  return {
    async takeTurn() {
      return (await redis.set(turn, workerId, 'PX', Math.round(roundMs * TURN_SHARE), 'NX')) === 'OK';
    },
    async write(heard) {
      await client.writeListings(turn, listings, workerId, JSON.stringify(heard), String(roundMs * KEPT_ROUNDS));
    },
    async read() {
      const json = await redis.get(listings);
      // Those of another version may say what this one does not understand: it then asks itself.
      return json === null ? undefined : listingsSchema.safeParse(JSON.parse(json)).data;
    },
  };
}

const listingsSchema = z.array(modelListingSchema);
