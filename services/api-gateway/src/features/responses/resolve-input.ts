import { AppError, type Identity } from '@smart-ai-hub/contracts';
import { invalidRequest, runIdOf, runIdOfItem, toItems, toListedItems } from '@smart-ai-hub/dialects';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Json, type StoredResponse, currentResponse, findStored, isOpen } from './stored-response.ts';

export type ResolvedInput = {
  /** What the responses before this one brought, the oldest first. */
  earlier: Json[];
  /** What this request brings. */
  own: Json[];
};

/** Far beyond any conversation that fits into a model. */
const MAX_RESPONSES = 1_000;

/** Puts in what a body only refers to: the conversation before it, and single items. Undefined where its input is not one. */
export async function resolveInput(
  deps: GatewayDeps,
  identity: Identity,
  body: Json,
): Promise<ResolvedInput | undefined> {
  const items = toItems(body['input']);
  if (items === undefined) return undefined;
  const previousId = body['previous_response_id'];
  const earlier =
    typeof previousId === 'string' && previousId !== '' ? await readConversation(deps, identity, previousId) : [];
  const own = await Promise.all(items.map((item) => resolveReference(deps, identity, item)));
  return { earlier, own };
}

/** The items of a response and of all before it. Whoever goes on from a conversation keeps it for another day. */
async function readConversation(deps: GatewayDeps, identity: Identity, lastId: string): Promise<Json[]> {
  const turns: Json[][] = [];
  const runIds: string[] = [];
  for (let id: unknown = lastId; typeof id === 'string' && id !== '' && turns.length < MAX_RESPONSES;) {
    const stored = await findStored(deps, identity, runIdOf(id));
    if (!stored) throw previousNotFound(lastId);
    turns.unshift([...stored.input, ...(await readOutput(deps, stored))]);
    runIds.push(stored.runId);
    id = stored.body['previous_response_id'];
  }
  await deps.keptRuns.renew(runIds);
  return turns.flat();
}

/** A call of a tool that broke off cannot be answered, and is left out. */
async function readOutput(deps: GatewayDeps, stored: StoredResponse): Promise<Json[]> {
  const response = await currentResponse(deps, stored);
  if (isOpen(response)) {
    throw invalidRequest([{ path: 'previous_response_id', message: 'is a response that has not ended yet' }]);
  }
  const output = response['output'] as Json[];
  return output.filter(({ type, status }) => type === 'message' || type === 'reasoning' || status !== 'incomplete');
}

function previousNotFound(id: string): AppError {
  return new AppError('previous_response_not_found', {
    detail: `Previous response with id "${id.slice(0, 64)}" not found.`,
    errors: [{ path: 'previous_response_id', message: 'not found' }],
  });
}

/** An item by its id, as clients send it that rely on the store; the parser refuses one that is not found. */
async function resolveReference(deps: GatewayDeps, identity: Identity, item: Json): Promise<Json> {
  const { id, type } = item;
  if (type !== 'item_reference' || typeof id !== 'string') return item;
  const stored = await findStored(deps, identity, runIdOfItem(id));
  if (!stored) return item;
  const listed = toListedItems(stored.runId, stored.input);
  return [...listed, ...(await readOutput(deps, stored))].find((found) => found['id'] === id) ?? item;
}
