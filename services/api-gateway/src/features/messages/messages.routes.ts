import {
  createMessageCollector,
  createMessageStream,
  messageEndpoints,
  messagePing,
  parseMessages,
} from '@smart-ai-hub/dialects';
import { estimateInputTokens } from '@smart-ai-hub/run-pipeline';
import { identityOf, mountRoute } from '@smart-ai-hub/service-kit';
import type { Request, Response, Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { startCall, wireCallOf } from '../calls/start-call.ts';

/** `POST /v1/messages`: Anthropic's dialect. */
export function messagesRoutes(router: Router, deps: GatewayDeps): void {
  mountRoute(router, messageEndpoints.createMessage, {
    authenticate: deps.authenticate,
    bodyRoom: deps.bodyRoom,
    handler: (req, res) => createMessage(deps, req, res),
  });
}

async function createMessage(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  const identity = identityOf(res);
  const parsed = parseMessages(req.body);
  const dialect = 'anthropic-messages';
  const wire = wireCallOf(dialect, req);
  const call = await startCall(deps, { identity, ...parsed, wire, dialect, terms: callTermsOf(req) });
  const answer = { id: `msg_${call.runId.slice('run_'.length)}`, model: call.model };
  if (!parsed.stream) return answerWhole(deps, res, call, createMessageCollector(answer));
  const renderer = createMessageStream({ ...answer, inputTokens: estimateInputTokens(parsed.request) });
  return answerStream(deps, res, call, { ...renderer, keepAlive: messagePing }, dialect);
}
