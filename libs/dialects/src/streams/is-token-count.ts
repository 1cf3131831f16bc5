/** A number of tokens one can bill; anything else a provider sends in its place counts as not told. */
export function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
