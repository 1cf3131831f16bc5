import { askPrometheus, type Prometheus } from './ask-prometheus.ts';
import { indicators, type Scope, traffic } from './indicators.ts';
import type { Evidence } from './judge-release.ts';

/** Asks for everything that a release is judged by. A question that fails is a value that is not there. */
export async function measureRelease(
  prometheus: Prometheus,
  scope: Scope,
  { minRequests, tell }: { minRequests: number; tell: (line: string) => void },
): Promise<Evidence> {
  const ask = async (name: string, query: string): Promise<number | undefined> =>
    askPrometheus(prometheus, query).catch((error: unknown) => {
      tell(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
  const requests = await ask(traffic.name, traffic.query(scope));
  const readings = await Promise.all(
    indicators.map(async (indicator) => ({ indicator, value: await ask(indicator.name, indicator.query(scope)) })),
  );
  return { requests, minRequests, readings };
}
