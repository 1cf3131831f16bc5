import { AppError } from '@smart-ai-hub/contracts';
import { requestLocals, traceCarrier } from '@smart-ai-hub/service-kit';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';

export type ProxyTargets = { authServiceUrl: string; coreServiceUrl: string; mcpServerUrl: string };

const UPSTREAM_TIMEOUT_MS = 30_000;

/** Hands whole parts of the address space to the services that own them. Bodies pass through unread. */
export function proxyRoutes(app: Express, targets: ProxyTargets): void {
  app.use('/api/auth', forward('/api/auth/*', targets.authServiceUrl));
  app.use('/api/keys', forward('/api/keys/*', targets.authServiceUrl));
  app.use('/api/credits', forward('/api/credits/*', targets.coreServiceUrl));
  app.use('/api/models', forward('/api/models/*', targets.coreServiceUrl));
  app.get('/api/runs', forward('/api/runs', targets.coreServiceUrl));
  app.use('/mcp', forward('/mcp/*', targets.mcpServerUrl));
}

/** `route` is the label of metrics and logs: what the caller typed would make one label of each way to write it. */
function forward(route: string, target: string): RequestHandler {
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
    requestLocals(res).route = route;
    vouchForCaller(req, res);
    req.url = req.originalUrl; // The service behind it knows the whole address.
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
