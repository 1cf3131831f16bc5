import { bracketNotation, modelListEndpoints, modelListQuerySchema, parseBody } from '@smart-ai-hub/dialects';
import { anthropicErrorHandler, mountRoute, openAiErrorHandler } from '@smart-ai-hub/service-kit';
import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { listModels, readModel } from './listed-models.ts';
import { pageOfModels } from './page-of-models.ts';
import { toAnthropicModel, toAnthropicModelList, toOpenAiModel, toOpenAiModelList } from './render-model-list.ts';

/** `GET /v1/models` and `/v1/models/{id}`: in Anthropic's form for callers who say that they speak it, in OpenAI's otherwise. */
export function listModelsRoutes(parent: Router, deps: GatewayDeps): void {
  const router = Router();
  const { authenticate } = deps;
  router.use('/v1/models', takeWholeId);
  mountRoute(router, modelListEndpoints.listCallableModels, {
    authenticate,
    async handler(req, res) {
      const query = parseBody(modelListQuerySchema, { ...req.query }, bracketNotation);
      const listed = await listModels(deps.models);
      if (!speaksAnthropic(req)) res.json(toOpenAiModelList(listed));
      else res.json(toAnthropicModelList(pageOfModels(listed, query)));
    },
  });
  mountRoute(router, modelListEndpoints.readCallableModel, {
    authenticate,
    async handler(req, res) {
      const model = await readModel(deps.models, String(req.params['id']));
      res.json(speaksAnthropic(req) ? toAnthropicModel(model) : toOpenAiModel(model));
    },
  });
  router.use('/v1/models', inTheCallersDialect);
  parent.use(router);
}

function speaksAnthropic(req: Request): boolean {
  return req.get('anthropic-version') !== undefined;
}

/** Ids such as `ollama/llama3` have slashes, and not everybody escapes them. */
const takeWholeId: RequestHandler = (req, _res, next) => {
  const [path = '', search] = req.url.split('?', 2);
  const id = path.slice(1);
  if (id.includes('/')) req.url = `/${id.replaceAll('/', '%2F')}${search === undefined ? '' : `?${search}`}`;
  next();
};

const inTheCallersDialect: ErrorRequestHandler = (error, req, res, next) => {
  const answer = speaksAnthropic(req) ? anthropicErrorHandler : openAiErrorHandler;
  return answer(error, req, res, next);
};
