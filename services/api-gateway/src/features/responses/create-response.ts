import { AppError } from '@smart-ai-hub/contracts';
import { createResponsesCollector, createResponsesStream, parseResponses } from '@smart-ai-hub/dialects';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { idempotencyOf, startCall, wireCallOf } from '../calls/start-call.ts';

const DIALECT = 'openai-responses';

/** Answers `POST /v1/responses`. */
export async function createResponse(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  const { toolNames, ...parsed } = parseResponses(req.body);
  refusePrevious(req.body);
  const identity = identityOf(res);
  const wire = wireCallOf(DIALECT, req);
  const call = await startCall(deps, { identity, ...parsed, wire, dialect: DIALECT, ...idempotencyOf(req) });
  const options = { runId: call.runId, model: call.model, body: req.body, toolNames };
  if (!parsed.stream) return answerWhole(deps, res, call, createResponsesCollector(options));
  const renderer = createResponsesStream(options);
  return answerStream(deps, res, call, { ...renderer, keepAlive: ': keep-alive\n\n' }, DIALECT);
}

function refusePrevious({ previous_response_id: id }: { previous_response_id?: string | null }): void {
  if (!id) return;
  throw new AppError('previous_response_not_found', {
    detail: `Previous response with id "${id}" not found.`,
    errors: [{ path: 'previous_response_id', message: 'not found' }],
  });
}
