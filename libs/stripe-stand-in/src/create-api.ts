import express, { type Express, type RequestHandler, Router } from 'express';
import { answerOnce } from './http/idempotency.ts';
import { StripeFault, answerFault } from './http/stripe-fault.ts';
import { readParams } from './http/read-params.ts';
import { pagesRoutes } from './pages/pages.routes.ts';
import { checkoutSessionsRoutes } from './resources/checkout-sessions.routes.ts';
import { customersRoutes } from './resources/customers.routes.ts';
import { paymentsRoutes } from './resources/payments.routes.ts';
import { recordsRoutes } from './resources/records.routes.ts';
import type { StandInContext } from './stand-in-context.ts';
import { type Chaos, type ChaosState, chaosSchema } from './webhooks/chaos-settings.ts';

export type ApiOptions = {
  bankDelayMs: number;
  chaos: ChaosState;
  /** Called when a request that may have changed something has been answered. */
  onChange: () => void;
};

/** The whole address space: Stripe's API under `/v1`, the pages that Stripe hosts, and `/stand-in` for whoever runs it. */
export function createApi(context: StandInContext, options: ApiOptions): Express {
  const { chaos } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'extended');
  app.use((request, response, next) => {
    if (request.method !== 'GET') response.once('finish', options.onChange);
    next();
  });
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/stand-in/settings', (_request, response) => void response.json(chaos.now()));
  app.post('/stand-in/settings', express.json(), (request, response) => {
    chaos.cause(definedOnly(readParams(chaosSchema, request.body)));
    response.json(chaos.now());
  });
  pagesRoutes(app, context, options);
  app.use('/v1', requireKey, failNowAndThen(chaos.isFailing));
  app.use('/v1', express.urlencoded({ extended: true, limit: '1mb' }), answerOnce());
  const resources = Router();
  customersRoutes(resources, context);
  checkoutSessionsRoutes(resources, context);
  paymentsRoutes(resources, context);
  recordsRoutes(resources, context);
  app.use(resources);
  app.use((request) => {
    throw new StripeFault(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.path}).`,
    });
  });
  app.use(answerFault);
  return app;
}

const definedOnly = (patch: { [K in keyof Chaos]?: Chaos[K] | undefined }): Partial<Chaos> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

const requireKey: RequestHandler = (request, _response, next) => {
  if (/^Bearer (sk|rk)_(test|live)_\w+$/.test(request.get('authorization') ?? '')) return void next();
  throw new StripeFault(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
};

const failNowAndThen =
  (isFailing: () => boolean): RequestHandler =>
  (_request, _response, next) => {
    if (isFailing()) throw new StripeFault(500, { type: 'api_error', message: 'The stand-in fails on purpose.' });
    next();
  };
