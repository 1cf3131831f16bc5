import {
  type ClientMessage,
  type Identity,
  RUN_START,
  parseRunCursor,
  runEndpoints,
  type ServerMessage,
} from '@smart-ai-hub/contracts';
import { presentRun } from '@smart-ai-hub/ledger';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import type { GatewayDeps } from '../../dependencies.ts';
import { termsOf } from '../calls/call-terms.ts';
import { startRun } from '../runs/create-run.ts';
import { findRun } from '../runs/find-run.ts';
import type { Channel } from './channel.ts';
import type { Session } from './session.ts';
import type { Subscriptions } from './subscriptions.ts';

export type Conversation = { deps: GatewayDeps; channel: Channel; session: Session; subscriptions: Subscriptions };

/** A message as it was understood, and as it was written: an idempotency key holds for what was written. */
export type ReceivedMessage = { message: ClientMessage; written: Record<string, unknown> };

/**
 * Does what one message asks.
 * @throws AppError of whatever is refused
 */
export async function handleMessage(conversation: Conversation, { message, written }: ReceivedMessage): Promise<void> {
  const { session, channel } = conversation;
  if (message.type === 'authenticate') {
    return welcome(channel, await session.signIn({ authorization: `Bearer ${message.token}` }));
  }
  const identity = await session.identify();
  switch (message.type) {
    case 'start':
      return start(conversation, identity, message, written['run']);
    case 'subscribe':
      return subscribe(conversation, identity, message);
    case 'unsubscribe':
      return conversation.subscriptions.remove(message.runId);
    case 'cancel':
      return cancel(conversation, identity, message);
    case 'ping':
      return channel.send({ type: 'pong', ...echo(message) });
  }
}

/** Tells a client that it is known, and until when. */
export function welcome(channel: Channel, { tokenEndsAtMs }: Identity): Promise<void> {
  const expiresAt = tokenEndsAtMs === undefined ? null : new Date(tokenEndsAtMs).toISOString();
  return channel.send({ type: 'authenticated', expiresAt });
}

function echo({ requestId }: { requestId?: string | undefined }): { requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}

type MessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

async function start(
  { deps, channel, subscriptions }: Conversation,
  identity: Identity,
  message: MessageOf<'start'>,
  writtenRun: unknown,
): Promise<void> {
  if (message.subscribe) subscriptions.refuseBeyondLimit();
  const { idempotencyKey, run: asked } = message;
  // The same key, sent by POST, is for the same run.
  const terms = termsOf({
    idempotencyKey,
    path: runEndpoints.createRun.path,
    body: writtenRun,
    maxCost: asked.maxCost,
    webhook: asked.webhook,
    rescue: asked.rescue,
  });
  const { call, run } = await startRun(deps, { identity, body: asked, terms, pace: channel.pace });
  const answer: ServerMessage = { type: 'run', ...echo(message), run, replayed: call.replayed };
  await channel.send(answer);
  if (message.subscribe) subscriptions.add(call.runId, call);
  else call.detach();
}

async function subscribe(
  { deps, channel, subscriptions }: Conversation,
  identity: Identity,
  { runId, after }: MessageOf<'subscribe'>,
): Promise<void> {
  subscriptions.refuseBeyondLimit(runId);
  const run = await findRun(deps, identity, runId);
  const cursor = parseRunCursor(after ?? '') ?? RUN_START;
  subscriptions.add(runId, deps.relay.attach(run.id, { after: cursor, run, pace: channel.pace }));
}

async function cancel(
  { deps, channel }: Conversation,
  identity: Identity,
  message: MessageOf<'cancel'>,
): Promise<void> {
  await cancelRun(deps, await findRun(deps, identity, message.runId));
  const run = presentRun(await findRun(deps, identity, message.runId));
  await channel.send({ type: 'run', ...echo(message), run });
}
