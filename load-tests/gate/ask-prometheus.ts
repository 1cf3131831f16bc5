import { z } from 'zod';

const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

export type Prometheus = {
  url: string;
  /** Sent as `Authorization`, where Prometheus asks for it. */
  authorization: string | undefined;
  timeoutMs: number;
};

/**
 * The one value of an instant query; undefined when there is none: no series, not a number (a division by nothing), or several series, which
 * no indicator asks for. Throws when Prometheus does not answer, or refuses.
 */
export async function askPrometheus(prometheus: Prometheus, query: string): Promise<number | undefined> {
  const { url, authorization, timeoutMs } = prometheus;
  const response = await fetch(`${url.replace(/\/$/, '')}/api/v1/query`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization !== undefined && { authorization }),
    },
    body: new URLSearchParams({ query }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${text.slice(0, 300)}`);
  const { result } = answerSchema.parse(JSON.parse(text)).data;
  const value = Number(result.length === 1 ? result[0]?.value[1] : Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
