import {
  type ServiceContext,
  anthropicErrorHandler,
  createServiceApp,
  notFoundHandler,
  openAiErrorHandler,
  requestLocals,
} from '@smart-ai-hub/service-kit';
import { type Express, Router } from 'express';
import type { GatewayConfig } from './config.ts';
import type { GatewayDeps } from './dependencies.ts';
import { batchesRoutes } from './features/batches/batches.routes.ts';
import { chatCompletionsRoutes } from './features/chat-completions/chat-completions.routes.ts';
import { apiDocumentRoutes } from './features/api-document/api-document.routes.ts';
import { countTokensRoutes } from './features/count-tokens/count-tokens.routes.ts';
import { embeddingsRoutes } from './features/embeddings/embeddings.routes.ts';
import { apiReferenceRoutes } from './features/api-reference/api-reference.routes.ts';
import { errorPagesRoutes } from './features/error-pages/error-pages.routes.ts';
import { helloRoutes } from './features/hello/hello.routes.ts';
import { listModelsRoutes } from './features/list-models/list-models.routes.ts';
import { messagesRoutes } from './features/messages/messages.routes.ts';
import { providerHealthRoutes } from './features/provider-health/provider-health.routes.ts';
import { proxyRoutes } from './features/proxy/proxy.routes.ts';
import { queueBoardRoutes } from './features/queue-board/queue-board.routes.ts';
import { responsesRoutes } from './features/responses/responses.routes.ts';
import { runsRoutes } from './features/runs/runs.routes.ts';
import { socketRoutes } from './features/socket/socket.routes.ts';
import { webAppPolicies, webAppRoutes } from './features/web-app/web-app.routes.ts';

/** The gateway's whole address space, in the order in which it is matched. */
export function createGatewayApp(context: ServiceContext<GatewayConfig>, deps: GatewayDeps): Express {
  const { config } = context;
  return createServiceApp({
    ...context,
    version: config.SERVICE_VERSION,
    trustedProxies: config.TRUSTED_PROXIES,
    checks: {
      postgres: async () => void (await deps.pool.query('select 1')),
      redis: async () => void (await deps.redis.ping()),
    },
    helmetOptions: webAppPolicies,
    configure(app) {
      app.use(anthropicDialect(deps));
      app.use(openAiDialect(deps));
      proxyRoutes(app, {
        'auth-service': config.AUTH_SERVICE_URL,
        'core-service': config.CORE_SERVICE_URL,
        'mcp-server': config.MCP_SERVER_URL,
      });
      runsRoutes(app, deps);
      batchesRoutes(app, deps);
      providerHealthRoutes(app, deps);
      queueBoardRoutes(app, deps);
      socketRoutes(app);
      apiDocumentRoutes(app, config);
      apiReferenceRoutes(app);
      errorPagesRoutes(app);
      helloRoutes(app);
      if (config.WEB_APP_DIR !== undefined) webAppRoutes(app, config.WEB_APP_DIR);
    },
  });
}

/** What goes wrong inside a dialect's router is answered in that dialect. */
function anthropicDialect(deps: GatewayDeps): Router {
  const router = Router();
  router.use('/v1/messages', (_req, res, next) => {
    res.set('request-id', requestLocals(res).requestId); // The name that Anthropic's SDKs read.
    next();
  });
  messagesRoutes(router, deps);
  countTokensRoutes(router, deps);
  router.use('/v1/messages', notFoundHandler);
  router.use(anthropicErrorHandler);
  return router;
}

function openAiDialect(deps: GatewayDeps): Router {
  const router = Router();
  chatCompletionsRoutes(router, deps);
  responsesRoutes(router, deps);
  embeddingsRoutes(router, deps);
  listModelsRoutes(router, deps);
  router.use('/v1', notFoundHandler);
  router.use(openAiErrorHandler);
  return router;
}
