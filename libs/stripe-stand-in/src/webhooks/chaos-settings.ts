import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What goes wrong on the way of events, as it does on the internet; nothing unless it is asked for. */
const settings = z.strictObject({
  /** How often each event is sent, at least and at most. */
  copies: z.tuple([z.int().min(1), z.int().max(20)]),
  /** Up to so long each copy waits, at random: they come in any order. */
  maxDelayMs: z.int().min(0).max(600_000),
  /** Share of attempts that are lost on the way, and made again. */
  dropRate: share,
  /** Share of attempts that arrive, but whose answer is lost: they are made again too. */
  lostAnswerRate: share,
  /** Waits before the second, third, … attempt; the last one repeats. */
  retryDelaysMs: z.array(z.int().min(0)).min(1),
  /** Share of calls of the API that are answered with 500 before anything happens. */
  apiFailureRate: share,
  seed: z.int(),
});
/** A change of some of them. */
export const chaosSchema = settings.partial();

export type Chaos = z.output<typeof settings>;

const noChaos: Chaos = {
  copies: [1, 1],
  maxDelayMs: 0,
  dropRate: 0,
  lostAnswerRate: 0,
  retryDelaysMs: [1_000, 5_000, 30_000, 120_000, 600_000],
  apiFailureRate: 0,
  seed: 1,
};

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type ChaosState = {
  now(): Chaos;
  /** From now on; what is left out stays as it is. */
  cause(change: Partial<Chaos>): void;
  random(): number;
  /** Whether the next call of the API is to fail. */
  isFailing(): boolean;
};

export function createChaosState(): ChaosState {
  let chaos = noChaos;
  let random = createRandom(chaos.seed);
  return {
    now: () => chaos,
    cause(change) {
      chaos = { ...chaos, ...change };
      if (change.seed !== undefined) random = createRandom(change.seed);
    },
    random: () => random(),
    isFailing: () => chaos.apiFailureRate > 0 && random() < chaos.apiFailureRate,
  };
}
