import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  registry: Registry;
  counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L>;
  histogram<L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
    buckets: readonly number[],
  ): Histogram<L>;
};

/**
 * A Prometheus registry of one service, with Node's own process metrics in it. Asking again for a name answers the metric
 * that is already there. Label values must come from a closed set: route templates and codes, never ids or URLs.
 */
export function createMetrics({ service }: { service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const common = (name: string, help: string) => ({ name, help, registers: [registry] });
  return {
    registry,
    counter(name, help, labels) {
      const known = registry.getSingleMetric(name);
      return known instanceof Counter ? known : new Counter({ ...common(name, help), labelNames: labels });
    },
    gauge(name, help, labels) {
      const known = registry.getSingleMetric(name);
      return known instanceof Gauge ? known : new Gauge({ ...common(name, help), labelNames: labels });
    },
    histogram(name, help, labels, buckets) {
      const known = registry.getSingleMetric(name);
      if (known instanceof Histogram) return known;
      return new Histogram({ ...common(name, help), labelNames: labels, buckets: [...buckets] });
    },
  };
}
