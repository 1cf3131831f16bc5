import { Router } from 'express';
import type { Metrics } from '../metrics/create-metrics.ts';

/** Resolves when a dependency answers, rejects when it does not. */
export type HealthCheck = () => Promise<void>;

export type HealthOptions = {
  service: string;
  version: string;
  metrics: Metrics;
  checks: Record<string, HealthCheck>;
  isDraining: () => boolean;
};

const CHECK_TIMEOUT_MS = 1_000;

/**
 * `/health` for people (all checks), `/health/ready` for load balancers (checks and draining), `/health/live` for the kubelet
 * (this process only: a restart does not mend a dead database), `/metrics` for Prometheus.
 */
export function createHealthRoutes({ service, version, metrics, checks, isDraining }: HealthOptions): Router {
  const routes = Router();
  routes.get('/health', async (_request, response) => {
    const results = await runChecks(checks);
    const status = isDraining() ? 'draining' : areAllOk(results) ? 'ok' : 'unavailable';
    response.status(status === 'ok' ? 200 : 503).json({ status, service, version, checks: results });
  });
  routes.get('/health/live', (_request, response) => {
    response.json({ status: 'ok', service, version });
  });
  routes.get('/health/ready', async (_request, response) => {
    if (isDraining()) {
      response.status(503).json({ status: 'draining', service });
      return;
    }
    const results = await runChecks(checks);
    const isReady = areAllOk(results);
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'unavailable', service, checks: results });
  });
  routes.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return routes;
}

type CheckResults = Record<string, 'ok' | 'unavailable'>;

const areAllOk = (results: CheckResults): boolean => Object.values(results).every((result) => result === 'ok');

async function runChecks(checks: Record<string, HealthCheck>): Promise<CheckResults> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'unavailable'] as const),
  );
  return Object.fromEntries(results);
}

async function passes(check: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  const result = Promise.resolve()
    .then(check)
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([result, limit]);
  } finally {
    clearTimeout(timer);
  }
}
