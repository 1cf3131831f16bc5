import express, { type Express, type RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import type { Logger } from '../logging/create-logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { problemErrorHandler } from './error-handlers.ts';
import { createHealthRoutes, type HealthCheck } from './health-routes.ts';
import { notFoundHandler } from './not-found.ts';
import { observeRequests } from './observe-requests.ts';
import { assignRequestId } from './request-id.ts';

/** The part of helmet's options that differs between an API and a service that also serves the web app. */
export type BrowserPolicies = Pick<
  HelmetOptions,
  'contentSecurityPolicy' | 'crossOriginEmbedderPolicy' | 'crossOriginOpenerPolicy' | 'crossOriginResourcePolicy'
>;

export type ServiceAppOptions = {
  service: string;
  version?: string;
  logger: Logger;
  metrics: Metrics;
  /** What readiness asks, by name, e.g. `{ postgres, redis }`. */
  checks: Record<string, HealthCheck>;
  isDraining: () => boolean;
  /** Mounts the service's own routes. */
  configure: (app: Express) => void;
  /** Replaces the default, which suits answers that no browser renders. */
  helmetOptions?: BrowserPolicies;
  /** Express's `trust proxy`; 'loopback' by default. */
  trustedProxies?: string;
};

/** Nothing may be loaded or framed by what an API answers. */
const apiHelmetOptions: BrowserPolicies = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
};

/** The frame around every service's routes: request id, span, access log, metrics, security headers, probes, errors. */
export function createServiceApp(options: ServiceAppOptions): Express {
  const { service, logger, metrics, checks, isDraining } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustedProxies ?? 'loopback');
  app.use(assignRequestId(logger));
  app.use(observeRequests({ logger, metrics }));
  app.use(helmet({ xFrameOptions: { action: 'deny' }, ...apiHelmetOptions, ...options.helmetOptions }));
  app.use(leaveWhenDraining(isDraining));
  app.use(createHealthRoutes({ service, version: options.version ?? 'development', metrics, checks, isDraining }));
  options.configure(app);
  app.use(notFoundHandler);
  app.use(problemErrorHandler);
  return app;
}

/** Asks keep-alive clients to connect anew, to an instance that stays. */
function leaveWhenDraining(isDraining: () => boolean): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.set('connection', 'close');
    next();
  };
}
