import { createChatCompletionCollector, createChatCompletionStream, parseChatCompletion } from '@smart-ai-hub/dialects';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { idempotencyOf, startCall, wireCallOf } from '../calls/start-call.ts';

/** `POST /v1/chat/completions`: OpenAI's dialect. */
export function chatCompletionsRoutes(router: Router, deps: GatewayDeps): void {
  router.post('/v1/chat/completions', async (req, res) => {
    const identity = identityOf(res);
    const { includeUsage, ...parsed } = parseChatCompletion(req.body);
    const dialect = 'openai-chat';
    const wire = wireCallOf(dialect, req);
    const call = await startCall(deps, { identity, ...parsed, wire, dialect, ...idempotencyOf(req) });
    const answer = { id: `chatcmpl-${call.runId.slice('run_'.length)}`, model: call.model, created: unixSeconds() };
    if (!parsed.stream) return answerWhole(deps, res, call, createChatCompletionCollector(answer));
    const renderer = createChatCompletionStream({ ...answer, includeUsage });
    return answerStream(deps, res, call, { ...renderer, keepAlive: ': keep-alive\n\n' }, dialect);
  });
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
