import { AppError } from '@smart-ai-hub/contracts';
import type { Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createResponse } from './create-response.ts';

/** `/v1/responses`: OpenAI's second dialect. */
export function responsesRoutes(router: Router, deps: GatewayDeps): void {
  router.post('/v1/responses', (req, res) => createResponse(deps, req, res));
  // Codex tries a WebSocket first, and goes on with POST when it hears 426.
  router.get('/v1/responses', (req) => {
    if (req.get('upgrade') === undefined) throw new AppError('method_not_allowed', { detail: 'Use POST.' });
    throw new AppError('websocket_unsupported', {
      detail: 'Responses are served by HTTP: send a POST to /v1/responses.',
    });
  });
}
