import { AppError, type Identity, isTerminal } from '@smart-ai-hub/contracts';
import { type ToolNames, createResponsesCollector, runIdOf } from '@smart-ai-hub/dialects';
import { collectRun } from '@smart-ai-hub/run-pipeline';
import type { GatewayDeps } from '../../dependencies.ts';

export type Json = Record<string, unknown>;

/** A request as it is kept: what its answer needs to be rendered again, and what a later request goes on from. */
export type KeptRequest = {
  accountId: string;
  /** The model that was asked for. */
  model: string;
  /** The caller's body without its input. */
  body: Json;
  /** The items of the input, without those of the responses before. */
  input: Json[];
  toolNames: ToolNames;
};

export type StoredResponse = KeptRequest & { runId: string };

export async function keepRequest(deps: GatewayDeps, runId: string, request: KeptRequest): Promise<void> {
  await deps.keptRuns.keep(runId, JSON.stringify(request));
}

/** The response by its run, if it is the caller's. Another account's does not exist for them. */
export async function findStored(
  deps: GatewayDeps,
  identity: Identity,
  runId: string | undefined,
): Promise<StoredResponse | undefined> {
  const json = runId === undefined ? undefined : await deps.keptRuns.read(runId);
  if (runId === undefined || json === undefined) return undefined;
  const kept = JSON.parse(json) as KeptRequest;
  return kept.accountId === identity.accountId ? { ...kept, runId } : undefined;
}

/** @throws AppError not_found */
export async function readStored(deps: GatewayDeps, identity: Identity, id: string): Promise<StoredResponse> {
  const stored = await findStored(deps, identity, runIdOf(id));
  if (stored) return stored;
  throw new AppError('not_found', {
    detail: `Response with id "${id.slice(0, 64)}" not found. Responses are kept for 24 hours, unless they were made with store: false.`,
    errors: [{ path: 'response_id', message: 'not found' }],
  });
}

/** What a renderer needs to say the response again. */
export function renderOptionsOf({ runId, model, body, toolNames }: StoredResponse) {
  return { runId, model, body, toolNames };
}

/** The response as it stands now. */
export async function currentResponse(deps: GatewayDeps, stored: StoredResponse): Promise<Json> {
  const collector = createResponsesCollector(renderOptionsOf(stored));
  const run = await deps.ledger.readRun(stored.runId);
  if (run?.state === 'queued' || run?.state === 'running') {
    return { ...collector.current(), status: run.state === 'queued' ? 'queued' : 'in_progress' };
  }
  const events = await deps.keptRuns.readEvents(stored.runId);
  if (events.some(isTerminal)) events.forEach(collector.onEvent);
  // Its end is on its way, or the stream was lost: the relay knows how to tell one from the other.
  else await collectRun(deps.relay.attach(stored.runId).frames, collector.onEvent);
  return collector.current();
}

/** Whether the response may still change. */
export function isOpen(response: Json): boolean {
  return response['status'] === 'queued' || response['status'] === 'in_progress';
}
