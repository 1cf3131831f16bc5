/** Whole numbers from 0 up to, and without, the limit: the same ones for the same seed. */
export function createRandom(seed: number): (limit: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}
