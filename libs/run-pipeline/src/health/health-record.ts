import type { Redis } from 'ioredis';
import { binOf, quantileOf } from './quantiles.ts';

/** How one call of a model went. */
export type HealthSample = {
  provider: string;
  model: string;
} & (
  | { kind: 'ok' | 'failed' | 'limited' }
  /** The longest silence before the first piece of the answer, in milliseconds. */
  | { kind: 'first'; ms: number }
  /** What was written, from the first piece to the end. */
  | { kind: 'written'; tokens: number; ms: number }
);

/** What the calls of all workers within the last ten minutes tell of a model. */
export type ModelHealth = {
  provider: string;
  model: string;
  ok: number;
  failed: number;
  limited: number;
  /** Of how many calls the times are. */
  begun: number;
  firstP50Ms: number | undefined;
  firstP95Ms: number | undefined;
  firstP99Ms: number | undefined;
  tokensPerSecond: number | undefined;
};

export type HealthRecord = {
  /** One round trip for any number of samples. */
  add(samples: readonly HealthSample[]): Promise<void>;
  read(): Promise<ModelHealth[]>;
};

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 10;
const TTL_SECONDS = 900;

const keyOf = (minute: number) => `health:minute:${minute}`;

type Counts = Map<string, number>;

/**
 * How models do, counted by the minute in Redis by all workers together, for whoever wants to know. Minutes that are over are
 * read once.
 */
export function createHealthRecord(redis: Redis, now: () => number = Date.now): HealthRecord {
  const past = new Map<number, Counts>();
  const readMinute = async (minute: number, isOver: boolean): Promise<Counts> => {
    const known = past.get(minute);
    if (known) return known;
    const fields = await redis.hgetall(keyOf(minute));
    const counts = new Map(Object.entries(fields).map(([field, count]) => [field, Number(count)]));
    if (isOver) past.set(minute, counts);
    return counts;
  };
  return {
    async add(samples) {
      if (samples.length === 0) return;
      const key = keyOf(Math.floor(now() / MINUTE_MS));
      const multi = redis.multi();
      for (const [field, count] of countsOf(samples)) multi.hincrby(key, field, count);
      await multi.expire(key, TTL_SECONDS).exec();
    },
    async read() {
      const minute = Math.floor(now() / MINUTE_MS);
      for (const old of past.keys()) if (old <= minute - WINDOW_MINUTES) past.delete(old);
      const minutes = Array.from({ length: WINDOW_MINUTES }, (_, age) => minute - age);
      // The minute before may still be written to: by workers whose clocks are behind, and by those that tell what is past.
      const counts = await Promise.all(minutes.map((one) => readMinute(one, one < minute - 1)));
      return summarise(counts);
    },
  };
}

function countsOf(samples: readonly HealthSample[]): Counts {
  const counts: Counts = new Map();
  const add = (sample: HealthSample, what: string, count: number) => {
    const field = JSON.stringify([sample.provider, sample.model, what]);
    counts.set(field, (counts.get(field) ?? 0) + Math.round(count));
  };
  for (const sample of samples) {
    if (sample.kind === 'first') add(sample, `bin${binOf(sample.ms)}`, 1);
    else if (sample.kind === 'written') {
      add(sample, 'tokens', sample.tokens);
      add(sample, 'ms', sample.ms);
    } else add(sample, sample.kind, 1);
  }
  return counts;
}

function summarise(minutes: readonly Counts[]): ModelHealth[] {
  const models = new Map<string, { provider: string; model: string; counts: Counts }>();
  for (const counts of minutes) {
    for (const [field, count] of counts) {
      const [provider = '', model = '', what = ''] = JSON.parse(field) as string[];
      const id = JSON.stringify([provider, model]);
      const known = models.get(id) ?? { provider, model, counts: new Map() };
      known.counts.set(what, (known.counts.get(what) ?? 0) + count);
      models.set(id, known);
    }
  }
  return [...models.values()].map(({ provider, model, counts }) => ({ provider, model, ...healthOf(counts) }));
}

function healthOf(counts: Counts): Omit<ModelHealth, 'provider' | 'model'> {
  const bins = new Map(
    [...counts].flatMap(([what, count]): [number, number][] =>
      what.startsWith('bin') ? [[Number(what.slice(3)), count]] : [],
    ),
  );
  const ms = counts.get('ms') ?? 0;
  return {
    ok: counts.get('ok') ?? 0,
    failed: counts.get('failed') ?? 0,
    limited: counts.get('limited') ?? 0,
    begun: [...bins.values()].reduce((sum, count) => sum + count, 0),
    firstP50Ms: quantileOf(bins, 0.5),
    firstP95Ms: quantileOf(bins, 0.95),
    firstP99Ms: quantileOf(bins, 0.99),
    tokensPerSecond: ms === 0 ? undefined : ((counts.get('tokens') ?? 0) * 1_000) / ms,
  };
}
