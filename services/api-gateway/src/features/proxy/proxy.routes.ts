import { AppError, type Endpoint, type ServiceName, apiGroups } from '@smart-ai-hub/contracts';
import { mountRoute, requestLocals, traceCarrier } from '@smart-ai-hub/service-kit';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';

/** Where the services behind the gateway listen. */
export type ProxyTargets = Record<Exclude<ServiceName, 'api-gateway'>, string>;

const UPSTREAM_TIMEOUT_MS = 30_000;

/** Hands every endpoint to the service that declares it as its own. Bodies pass through unread. */
export function proxyRoutes(app: Express, targets: ProxyTargets): void {
  const handlers = Object.fromEntries(Object.entries(targets).map(([service, url]) => [service, forward(url)]));
  for (const { service, endpoints } of apiGroups) {
    const handler = handlers[service];
    if (handler === undefined) continue;
    // Who may call, and with which body, is for the service itself to find out.
    for (const { method, path } of Object.values<Endpoint>(endpoints)) {
      mountRoute(app, { method, path, auth: 'public' }, { handler });
    }
  }
}

function forward(target: string): RequestHandler {
  const proxy = createProxyMiddleware<Request, Response>({
    target,
    proxyTimeout: UPSTREAM_TIMEOUT_MS,
    on: {
      error: (cause, req, res) => {
        // An answer that has begun is cut off: its reader must not take it for a whole one.
        if (!('headersSent' in res) || res.headersSent) return void res.destroy();
        const detail = 'A part of the hub is not reachable just now. Try again in a moment.';
        nextOf(req)(new AppError('dependency_unavailable', { detail, retryAfterSeconds: 2, cause }));
      },
    },
  });
  return (req, res, next) => {
    vouchForCaller(req, res);
    res.locals['next'] = next;
    return void proxy(req, res, next);
  };
}

/**
 * The services behind believe the gateway, so it says only what it knows: the address, host and scheme that Express found by
 * TRUSTED_PROXIES, never what an untrusted caller wrote into these headers. The request and the trace go on under their ids.
 */
function vouchForCaller(req: Request, res: Response): void {
  const { headers, ip, host, protocol } = req;
  for (const name of ['forwarded', 'x-real-ip', 'x-forwarded-port']) delete headers[name];
  headers['x-forwarded-for'] = ip ?? 'unknown';
  headers['x-forwarded-host'] = host;
  headers['x-forwarded-proto'] = protocol;
  headers['x-request-id'] = requestLocals(res).requestId;
  Object.assign(headers, traceCarrier());
}

function nextOf(req: Request): NextFunction {
  return req.res?.locals['next'] as NextFunction;
}
