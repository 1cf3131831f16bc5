import { AppError } from '@smart-ai-hub/contracts';
import { responsesEndpoints } from '@smart-ai-hub/dialects';
import { mountRoute } from '@smart-ai-hub/service-kit';
import type { RequestHandler, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createResponse } from './create-response.ts';
import { cancelResponse, deleteResponse } from './end-response.ts';
import { readQuery } from './read-query.ts';
import { listInputItems, readResponse } from './read-response.ts';

const { createResponse: create, ...byId } = responsesEndpoints;

/** `/v1/responses`: OpenAI's second dialect. */
export function responsesRoutes(router: Router, deps: GatewayDeps): void {
  const { authenticate } = deps;
  router.use('/v1/responses', refuseWebSockets);
  mountRoute(router, create, {
    authenticate,
    bodyRoom: deps.bodyRoom,
    handler: (req, res) => createResponse(deps, req, res),
  });
  mountRoute(router, byId.readResponse, {
    authenticate,
    handler: (req, res) => readResponse(deps, idOf(req), readQuery(byId.readResponse.query, req), res),
  });
  mountRoute(router, byId.deleteResponse, {
    authenticate,
    handler: (req, res) => deleteResponse(deps, idOf(req), res),
  });
  mountRoute(router, byId.cancelResponse, {
    authenticate,
    handler: (req, res) => cancelResponse(deps, idOf(req), res),
  });
  mountRoute(router, byId.listInputItems, {
    authenticate,
    handler: (req, res) => listInputItems(deps, idOf(req), readQuery(byId.listInputItems.query, req), res),
  });
}

function idOf(req: Parameters<RequestHandler>[0]): string {
  return String(req.params['response_id']);
}

/** Codex tries a WebSocket first, and goes on with POST when it hears 426. */
const refuseWebSockets: RequestHandler = (req, _res, next) => {
  const isUpgrade = req.method === 'GET' && req.get('upgrade') !== undefined;
  const detail = 'Responses are served by HTTP: send a POST to /v1/responses.';
  next(isUpgrade ? new AppError('websocket_unsupported', { detail }) : undefined);
};
