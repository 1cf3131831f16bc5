import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../logging/create-logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { startSpan } from '../tracing/with-span.ts';
import { requestLocals } from './request-locals.ts';

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** The status that stands for "the client left before the answer began", as nginx writes it. */
const CLIENT_CLOSED_REQUEST = 499;
const quietRoutes = new Set(['/health', '/health/live', '/health/ready', '/metrics']);

/** One server span, one access log line and one count per request; all three name the route template, never the URL. */
export function observeRequests({ logger, metrics }: { logger: Logger; metrics: Metrics }): RequestHandler {
  const labels = ['method', 'route', 'status'] as const;
  const requests = metrics.counter('aihub_http_requests_total', 'HTTP requests answered', labels);
  const durations = metrics.histogram(
    'aihub_http_request_duration_seconds',
    'Time from a request to the end of its answer in seconds',
    labels,
    DURATION_BUCKETS_SECONDS,
  );
  return (request, response, next) => {
    const startedAt = performance.now();
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = startSpan(request.method, { kind: SpanKind.SERVER, parent });
    response.once('close', () => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const method = request.method;
      const route = routeTemplate(request, response);
      const status = response.headersSent ? response.statusCode : CLIENT_CLOSED_REQUEST;
      requests.inc({ method, route, status });
      durations.observe({ method, route, status }, durationMs / 1_000);
      endSpan(span, { method, route, status });
      logAccess(logger, span, response, { method, route, status, durationMs });
    });
    context.with(trace.setSpan(parent, span), next);
  };
}

/**
 * Routers are mounted at fixed paths (no parameters in a mount path), so this is one of a closed set of labels.
 * What no route took is `unmatched`, or a scanner could make a label of every URL it tries.
 */
function routeTemplate(request: Request, response: Response): string {
  const route = requestLocals(response).route;
  if (route !== undefined) return route;
  const matched = request.route as { path?: unknown } | undefined;
  return typeof matched?.path === 'string' ? request.baseUrl + matched.path : 'unmatched';
}

function endSpan(span: Span, { method, route, status }: { method: string; route: string; status: number }): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

type Access = { method: string; route: string; status: number; durationMs: number };

function logAccess(logger: Logger, span: Span, response: Response, access: Access): void {
  const level = quietRoutes.has(access.route) ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const { requestId, runId, identity, error } = requestLocals(response);
  const { traceId } = span.spanContext();
  logger[level](
    {
      ...access,
      requestId,
      ...(!/^0+$/.test(traceId) && { traceId }),
      ...(runId !== undefined && { runId }),
      ...(identity !== undefined && { userId: identity.userId }),
      ...(error !== undefined && { code: error.code }),
      ...(!response.writableFinished && { aborted: true }),
    },
    'request',
  );
}
