import { EVERY_WEBHOOK, type Identity, newId } from '@smart-ai-hub/contracts';
import { createResponsesCollector, createResponsesStream, parseResponses } from '@smart-ai-hub/dialects';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { answerStream, answerWhole } from '../calls/answer-call.ts';
import { type CallTerms, callTermsOf } from '../calls/call-terms.ts';
import { type CallInput, type StartedCall, startCall, wireCallOf } from '../calls/start-call.ts';
import { resolveInput } from './resolve-input.ts';
import {
  type Json,
  type KeptRequest,
  type StoredResponse,
  currentResponse,
  keepRequest,
  renderOptionsOf,
} from './stored-response.ts';
import { streamResponse } from './stream-response.ts';

const DIALECT = 'openai-responses';

/** Answers `POST /v1/responses`: plain, as a stream, or in the background, to be fetched later. */
export async function createResponse(deps: GatewayDeps, req: Request, res: Response): Promise<void> {
  const identity = identityOf(res);
  const { background, toolNames, wireBody, own, ...parsed } = await readRequest(deps, identity, req.body);
  const { input: _input, ...body } = req.body as Json;
  const { model } = parsed.request;
  const kept: KeptRequest = { accountId: identity.accountId, model, body, input: own, toolNames };
  const wire = { ...wireCallOf(DIALECT, req), body: wireBody };
  const call = await start(deps, kept, {
    identity,
    ...parsed,
    wire,
    dialect: DIALECT,
    terms: backgroundTerms(req, background),
  });
  const stored: StoredResponse = { ...kept, runId: call.runId };
  if (background) return answerLater(deps, res, call, stored, parsed.stream);
  const options = renderOptionsOf(stored);
  if (!parsed.stream) return answerWhole(deps, res, call, createResponsesCollector(options));
  const renderer = createResponsesStream(options);
  return answerStream(deps, res, call, { ...renderer, keepAlive: ': keep-alive\n\n' }, DIALECT);
}

/** Nobody waits for a response in the background: its end is told to the account's webhooks, unless it names one of them. */
function backgroundTerms(req: Request, background: boolean): CallTerms {
  return { ...(background && { webhook: EVERY_WEBHOOK }), ...callTermsOf(req) };
}

/** The call as its provider is to get it, with the conversation that it goes on from. */
async function readRequest(deps: GatewayDeps, identity: Identity, body: Json) {
  const resolved = typeof body === 'object' && body !== null ? await resolveInput(deps, identity, body) : undefined;
  if (!resolved) return { ...parseResponses(body), wireBody: body, own: [] };
  const { earlier, own } = resolved;
  const { previous_response_id: _previous, ...rest } = body;
  const isBare = earlier.length === 0 && typeof body['input'] === 'string';
  const wireBody = { ...rest, input: isBare ? body['input'] : [...earlier, ...own] };
  return { ...parseResponses(wireBody, earlier.length), wireBody, own };
}

/** What is to be found later is kept before the run begins, and let go when it does not. */
async function start(deps: GatewayDeps, kept: KeptRequest, input: CallInput): Promise<StartedCall> {
  if (kept.body['store'] === false) return startCall(deps, input);
  const runId = newId('run');
  await keepRequest(deps, runId, kept);
  let isStarted = false;
  try {
    const call = await startCall(deps, { ...input, runId });
    isStarted = !call.replayed;
    return call;
  } finally {
    if (!isStarted) await deps.keptRuns.forget(runId, { isEnded: true });
  }
}

async function answerLater(
  deps: GatewayDeps,
  res: Response,
  call: StartedCall,
  stored: StoredResponse,
  isStream: boolean,
): Promise<void> {
  res.set('x-hub-run-id', call.runId);
  if (call.warnings.length > 0) res.set('x-hub-warnings', call.warnings.join('; '));
  if (isStream) return streamResponse(deps, res, call, stored);
  call.detach();
  res.json(await currentResponse(deps, stored));
}
