/**
 * The same in the same order, but for one that is drawn by weight and put first; what has no weight is never drawn.
 * @param random a number from 0 (included) to 1 (excluded), as Math.random gives it
 */
export function drawFirst<One extends { weight?: number | undefined }>(
  all: readonly One[],
  random: () => number,
): One[] {
  const total = all.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (total === 0) return [...all];
  let left = random() * total;
  const drawn = all.find(({ weight = 0 }) => (left -= weight) < 0);
  return drawn ? [drawn, ...all.filter((one) => one !== drawn)] : [...all];
}
