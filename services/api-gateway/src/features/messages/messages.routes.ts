import { createMessageCollector, createMessageStream, messagePing, parseMessages } from '@smart-ai-hub/dialects';
import { estimateInputTokens } from '@smart-ai-hub/run-pipeline';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { idempotencyOf, startCall } from '../calls/start-call.ts';

/** `POST /v1/messages`: Anthropic's dialect. */
export function messagesRoutes(router: Router, deps: GatewayDeps): void {
  router.post('/v1/messages', async (req, res) => {
    const identity = identityOf(res);
    const { request, stream, warnings } = parseMessages(req.body);
    const dialect = 'anthropic-messages';
    const call = await startCall(deps, { identity, request, stream, dialect, ...idempotencyOf(req) });
    if (warnings.length > 0) res.set('x-hub-warnings', warnings.join('; '));
    const answer = { id: `msg_${call.runId.slice('run_'.length)}`, model: call.model };
    if (!stream) return answerWhole(deps, res, call, createMessageCollector(answer));
    const renderer = createMessageStream({ ...answer, inputTokens: estimateInputTokens(request) });
    return answerStream(deps, res, call, { ...renderer, keepAlive: messagePing }, dialect);
  });
}
