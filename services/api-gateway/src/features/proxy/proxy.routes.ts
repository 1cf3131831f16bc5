import { AppError } from '@smart-ai-hub/contracts';
import { requestLocals } from '@smart-ai-hub/service-kit';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Express, NextFunction, Request, Response } from 'express';

export type ProxyTargets = { authServiceUrl: string; coreServiceUrl: string; mcpServerUrl: string };

const UPSTREAM_TIMEOUT_MS = 30_000;

/** Hands whole parts of the address space to the services that own them. Bodies pass through unread. */
export function proxyRoutes(app: Express, targets: ProxyTargets): void {
  app.use('/api/auth', forward(targets.authServiceUrl));
  app.use('/api/keys', forward(targets.authServiceUrl));
  app.use('/api/credits', forward(targets.coreServiceUrl));
  app.use('/api/models', forward(targets.coreServiceUrl));
  app.get('/api/runs', forward(targets.coreServiceUrl));
  app.use('/mcp', forward(targets.mcpServerUrl));
}

function forward(target: string) {
  const proxy = createProxyMiddleware<Request, Response>({
    target,
    xfwd: true,
    proxyTimeout: UPSTREAM_TIMEOUT_MS,
    on: {
      proxyReq: (proxyRequest, req) => {
        const requestId = req.get('x-request-id');
        if (requestId !== undefined) proxyRequest.setHeader('x-request-id', requestId);
      },
      error: (cause, req, res) => {
        if (!('headersSent' in res)) return void res.destroy();
        if (res.headersSent) return void res.end();
        const detail = 'A part of the hub is not reachable just now. Try again in a moment.';
        nextOf(req)(new AppError('dependency_unavailable', { detail, retryAfterSeconds: 2, cause }));
      },
    },
  });
  return (req: Request, res: Response, next: NextFunction) => {
    requestLocals(res).route = req.baseUrl === '' ? req.path : `${req.baseUrl}/*`;
    req.url = req.originalUrl; // The service behind it knows the whole address.
    res.locals['next'] = next;
    return void proxy(req, res, next);
  };
}

function nextOf(req: Request): NextFunction {
  return req.res?.locals['next'] as NextFunction;
}
