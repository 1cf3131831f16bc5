import {
  chatCompletionEndpoints,
  createChatCompletionCollector,
  createChatCompletionStream,
  parseChatCompletion,
} from '@smart-ai-hub/dialects';
import { identityOf, mountRoute } from '@smart-ai-hub/service-kit';
import type { Request, Response, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { startCall, wireCallOf } from '../calls/start-call.ts';

/** `POST /v1/chat/completions`: OpenAI's dialect. */
export function chatCompletionsRoutes(router: Router, deps: GatewayDeps): void {
  mountRoute(router, chatCompletionEndpoints.createChatCompletion, {
    authenticate: deps.authenticate,
    bodyRoom: deps.bodyRoom,
    handler: (req, res) => createChatCompletion(deps, req, res),
  });
}

async function createChatCompletion(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  const identity = identityOf(res);
  const { includeUsage, ...parsed } = parseChatCompletion(req.body);
  const dialect = 'openai-chat';
  const wire = wireCallOf(dialect, req);
  const call = await startCall(deps, { identity, ...parsed, wire, dialect, terms: callTermsOf(req) });
  const answer = { id: `chatcmpl-${call.runId.slice('run_'.length)}`, model: call.model, created: unixSeconds() };
  if (!parsed.stream) return answerWhole(deps, res, call, createChatCompletionCollector(answer));
  const renderer = createChatCompletionStream({ ...answer, includeUsage });
  return answerStream(deps, res, call, { ...renderer, keepAlive: ': keep-alive\n\n' }, dialect);
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
