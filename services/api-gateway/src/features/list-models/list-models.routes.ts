import { modelListEndpoints } from '@smart-ai-hub/dialects';
import { mountRoute } from '@smart-ai-hub/service-kit';
import type { Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { toAnthropicModelList, toOpenAiModelList } from './render-model-list.ts';

/** `GET /v1/models`: in Anthropic's shape for callers who say that they speak it, in OpenAI's otherwise. */
export function listModelsRoutes(router: Router, deps: GatewayDeps): void {
  mountRoute(router, modelListEndpoints.listCallableModels, {
    authenticate: deps.authenticate,
    async handler(req, res) {
      const cards = await deps.models.list();
      res.json(req.get('anthropic-version') === undefined ? toOpenAiModelList(cards) : toAnthropicModelList(cards));
    },
  });
}
