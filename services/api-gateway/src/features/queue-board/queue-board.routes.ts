import { AppError, queueBoardEndpoints } from '@smart-ai-hub/contracts';
import { mountEndpoint, mountRoute, notFoundHandler, requestLocals } from '@smart-ai-hub/service-kit';
import type { Express, RequestHandler } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { webAppPolicies } from '../web-app/web-app.routes.ts';
import { BOARD_PATH } from './queue-board.ts';

type Deps = Pick<GatewayDeps, 'authenticate' | 'queueBoard' | 'logger'>;

/** The page of the web app that gets the cookie. */
const WAY_IN = '/queues';

/**
 * The queues for administrators, to look at only: whatever is not a GET is refused here already, whatever the board thinks of it. The cookie
 * is asked for with each request.
 */
export function queueBoardRoutes(app: Express, { authenticate, queueBoard, logger }: Deps): void {
  mountEndpoint(app, queueBoardEndpoints.openQueueBoard, {
    authenticate,
    handler: async ({ identity, res }) => {
      await queueBoard.session.open(identity.userId, res);
      logger.info({ userId: identity.userId }, 'queue board opened');
    },
  });
  mountRoute(app, queueBoardEndpoints.readQueueBoard, { handler: (_req, _res, next) => next() });
  app.use(BOARD_PATH, nameRoute, refuseChanges, admit(queueBoard), allowBase, queueBoard.pages, notFoundHandler);
}

const nameRoute: RequestHandler = (_req, res, next) => {
  requestLocals(res).route = BOARD_PATH;
  res.set('cache-control', 'no-store');
  next();
};

const refuseChanges: RequestHandler = (req, res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  res.set('allow', 'GET, HEAD');
  throw new AppError('method_not_allowed', { detail: 'The queues can be looked at here, and not changed.' });
};

/** Who comes by an old address without the cookie is led to where it can be had; scripts and programs are told so. */
function admit({ session }: Deps['queueBoard']): RequestHandler {
  return async (req, res, next) => {
    try {
      await session.require(req);
    } catch (error) {
      const isPage =
        error instanceof AppError && error.code === 'unauthenticated' && req.accepts(['json', 'html']) === 'html';
      if (!isPage) throw error;
      return res.redirect(303, WAY_IN);
    }
    next();
  };
}

const { directives } = webAppPolicies.contentSecurityPolicy;
const boardPolicy = Object.entries({ ...directives, 'base-uri': ["'self'"] })
  .map(([name, sources]) => `${name} ${sources.join(' ')}`)
  .join(';');

/** The policy of the web app, and `<base>` besides: the board finds its files by it at all of its addresses. */
const allowBase: RequestHandler = (_req, res, next) => {
  res.set('content-security-policy', boardPolicy);
  next();
};
