/** A promise and what was seen of it; empty `breaches` means that it held. */
export type Finding = { promise: string; seen: string; breaches: string[] };

export const brokenPromises = (findings: readonly Finding[]): string[] =>
  findings.filter(({ breaches }) => breaches.length > 0).map(({ promise }) => promise);

/** A promise that is a limit of a figure. */
export function withinLimit(promise: string, figure: number, limit: number, unit: string): Finding {
  const seen = `${Math.round(figure)} ${unit}, at most ${limit}`;
  return { promise, seen, breaches: figure <= limit ? [] : [`${figure} ${unit} are more than ${limit}`] };
}

export const percentile = (samples: readonly number[], share: number): number =>
  samples.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * samples.length) - 1)] ?? 0;
