import type { ModelHealth } from '@smart-ai-hub/run-pipeline';

/** In milliseconds: of ordinary models, and beyond which nobody is waited for. */
export type FirstTokenBounds = { leastMs: number; mostMs: number };

const MULTIPLE = 3;
/** Fewer calls than this tell nothing of the slowest in a hundred. */
const MIN_CALLS = 20;

/**
 * How long a model may say nothing before its answer begins: three times what 99 of 100 calls of the last minutes needed, within
 * bounds. One that nobody has measured is an ordinary model, unless the call asks it to think first.
 */
export function firstTokenLimitOf(
  health: Pick<ModelHealth, 'begun' | 'firstP99Ms'> | undefined,
  thinks: () => boolean,
  { leastMs, mostMs }: FirstTokenBounds,
): number {
  const p99Ms = health !== undefined && health.begun >= MIN_CALLS ? health.firstP99Ms : undefined;
  const wantedMs = p99Ms === undefined ? (thinks() ? MULTIPLE * leastMs : leastMs) : MULTIPLE * p99Ms;
  return Math.min(mostMs, Math.max(leastMs, wantedMs));
}
