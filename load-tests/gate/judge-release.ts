import type { Indicator } from './indicators.ts';

/** What Prometheus answered: undefined when it has no data. */
export type Reading = { indicator: Pick<Indicator, 'name' | 'unit' | 'limit'>; value: number | undefined };

export type Verdict = {
  decision: 'promote' | 'roll back';
  /** A line for each indicator, and for what is missing. */
  lines: string[];
};

export type Evidence = {
  /** Requests that were counted; undefined when Prometheus has no data. */
  requests: number | undefined;
  minRequests: number;
  readings: readonly Reading[];
};

const hasValue = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/** Whether a release stays. It goes when one indicator is beyond its limit, and when one cannot be told. Pure. */
export function judgeRelease({ requests, minRequests, readings }: Evidence): Verdict {
  const isSeen = hasValue(requests) && requests >= minRequests;
  const seen = hasValue(requests) ? `${Math.floor(requests)} requests` : 'no data';
  const judged = readings.map(judgeReading);
  const isKept = isSeen && readings.length > 0 && judged.every(({ isKept }) => isKept);
  return {
    decision: isKept ? 'promote' : 'roll back',
    lines: [
      `${isSeen ? 'ok  ' : 'FAIL'} traffic: ${seen}, at least ${minRequests}`,
      ...judged.map(({ line }) => line),
      ...(readings.length > 0 ? [] : ['FAIL nothing was measured']),
    ],
  };
}

function judgeReading({ indicator, value }: Reading): { isKept: boolean; line: string } {
  const { name, unit, limit } = indicator;
  if (!hasValue(value)) return { isKept: false, line: `FAIL ${name}: no data` };
  const isKept = value <= limit;
  return {
    isKept,
    line: `${isKept ? 'ok  ' : 'FAIL'} ${name}: ${Number(value.toPrecision(4))} ${unit}, at most ${limit}`,
  };
}
