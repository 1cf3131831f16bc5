import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { mcpEndpoints } from '@smart-ai-hub/contracts';
import { identityOf, mountRoute, notFoundHandler } from '@smart-ai-hub/service-kit';
import type { IRouter, Response } from 'express';
import type { Dependencies } from '../../dependencies.ts';
import { createAnswering } from './answer-tool.ts';
import { callerInfoOf, callerOf } from './caller.ts';
import { createMcpServer } from './create-mcp-server.ts';
import { jsonRpcErrorHandler } from './json-rpc-error-handler.ts';

/**
 * The Model Context Protocol over HTTP, without sessions: clients of 2026-07-28 and of 2025 alike. Answers are streams, so that
 * keep-alives hold the connection open through proxies while a model thinks.
 */
export function mountMcp(router: IRouter, dependencies: Dependencies): void {
  const { context, authenticate, bodyRoom, toolCalls } = dependencies;
  const { logger, config } = context;
  const answer = createAnswering({ logger, onAnswered: (tool, outcome) => toolCalls.inc({ tool, outcome }) });
  const serverDeps = { ...dependencies, logger, answer, version: config.SERVICE_VERSION };
  const onerror = (error: Error) => logger.info({ err: error }, 'MCP request refused');
  const handler = createMcpHandler(({ authInfo }) => createMcpServer(serverDeps, callerOf(authInfo)), {
    legacy: 'stateless',
    responseMode: 'sse',
    onerror,
  });
  const handle = toNodeHandler(handler, { onerror });
  mountRoute(router, mcpEndpoints.callMcp, {
    authenticate,
    bodyRoom,
    async handler(request, response) {
      const auth = callerInfoOf({ identity: identityOf(response), hungUp: hangUpOf(response) });
      await handle(Object.assign(request, { auth }), response, request.body);
    },
  });
  router.use(mcpEndpoints.callMcp.path, notFoundHandler, jsonRpcErrorHandler);
}

/** Aborted when the connection closes before its answer was complete. Answers are not kept, so nobody can come back for it. */
function hangUpOf(response: Response): AbortSignal {
  const hungUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hungUp.abort();
  });
  return hungUp.signal;
}
