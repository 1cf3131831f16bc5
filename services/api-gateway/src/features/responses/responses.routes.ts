import { AppError } from '@smart-ai-hub/contracts';
import { responsesEndpoints } from '@smart-ai-hub/dialects';
import { LLM_BODY_LIMIT, mountRoute } from '@smart-ai-hub/service-kit';
import type { RequestHandler, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createResponse } from './create-response.ts';

/** `/v1/responses`: OpenAI's second dialect. */
export function responsesRoutes(router: Router, deps: GatewayDeps): void {
  router.use('/v1/responses', refuseWebSockets);
  mountRoute(router, responsesEndpoints.createResponse, {
    authenticate: deps.authenticate,
    bodyLimit: LLM_BODY_LIMIT,
    handler: (req, res) => createResponse(deps, req, res),
  });
}

/** Codex tries a WebSocket first, and goes on with POST when it hears 426. */
const refuseWebSockets: RequestHandler = (req, _res, next) => {
  const isUpgrade = req.method === 'GET' && req.get('upgrade') !== undefined;
  const detail = 'Responses are served by HTTP: send a POST to /v1/responses.';
  next(isUpgrade ? new AppError('websocket_unsupported', { detail }) : undefined);
};
