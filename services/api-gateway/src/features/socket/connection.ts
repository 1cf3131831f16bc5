import {
  AppError,
  type MessageSubject,
  type SocketClose,
  type SocketLimits,
  socketCloses,
  toErrorMessage,
} from '@smart-ai-hub/contracts';
import { translateError } from '@smart-ai-hub/service-kit';
import type { RawData, WebSocket } from 'ws';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Channel, answerPings, closeOf, createChannel } from './channel.ts';
import { type Conversation, handleMessage, welcome } from './handle-message.ts';
import { readMessage } from './read-message.ts';
import type { Session } from './session.ts';
import { createSubscriptions } from './subscriptions.ts';

/** One open WebSocket. */
export type Connection = {
  /** Asks whether the client is still there; gives up one that was silent for too long, and one whose key was revoked. */
  beat(): void;
  close(close: SocketClose): void;
  terminate(): void;
};

export type ConnectionOptions = {
  deps: GatewayDeps;
  session: Session;
  limits: SocketLimits;
  /** Silence after which the client counts as gone. */
  silenceMs: number;
  now?: () => number;
};

export function createConnection(socket: WebSocket, options: ConnectionOptions): Connection {
  const { deps, session, limits, silenceMs, now = Date.now } = options;
  const channel = createChannel(socket);
  const subscriptions = createSubscriptions(channel, limits.subscriptions);
  const conversation: Conversation = { deps, channel, session, subscriptions };
  let heardAtMs = now();
  const hear = () => void (heardAtMs = now());

  for (const event of ['message', 'ping', 'pong'] as const) socket.on(event, hear);
  answerPings(socket);
  takeTurns(socket, (data, isBinary) => answerMessage(conversation, data, isBinary));
  const signInTimer = awaitSignIn(conversation, limits.signInMs);
  // Whatever broke the connection: what follows is its end.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(signInTimer);
    subscriptions.end();
    session.end();
  });
  return {
    beat() {
      if (now() - heardAtMs >= silenceMs) return socket.terminate();
      socket.ping();
      if (session.current()) void endWhenRevoked(conversation);
    },
    close: channel.close,
    terminate: () => socket.terminate(),
  };
}

/** Handles one message at a time, and reads no further meanwhile: who sends faster than we work waits. */
function takeTurns(socket: WebSocket, handle: (data: RawData, isBinary: boolean) => Promise<void>): void {
  let turn = Promise.resolve();
  let waiting = 0;
  socket.on('message', (data, isBinary) => {
    waiting += 1;
    socket.pause();
    turn = turn
      .then(() => handle(data, isBinary))
      .finally(() => {
        waiting -= 1;
        if (waiting === 0) socket.resume();
      });
  });
}

/** Never rejects: what is refused is told to the client. Who is not, or no longer, signed in is shown out. */
async function answerMessage(conversation: Conversation, data: RawData, isBinary: boolean): Promise<void> {
  let subject: MessageSubject = {};
  try {
    const received = readMessage(data, isBinary, (found) => (subject = found));
    await handleMessage(conversation, received);
  } catch (thrown) {
    const error = translateError(thrown);
    const { deps, channel } = conversation;
    if (error.status >= 500) deps.logger.error({ err: thrown, code: error.code }, 'websocket message failed');
    await channel.send(toErrorMessage(error, subject));
    const isSignedIn = conversation.session.current() !== undefined;
    const close = !isSignedIn || error.status === 401 ? closeOf(error.code) : undefined;
    if (close) channel.close(close);
  }
}

/** Welcomes who has signed in by the header of the upgrade; others have a few seconds to say who they are. */
function awaitSignIn({ session, channel }: Conversation, withinMs: number): NodeJS.Timeout | undefined {
  const identity = session.current();
  if (identity) {
    void welcome(channel, identity);
    return undefined;
  }
  return setTimeout(() => {
    if (session.current()) return;
    const detail = `Sign in within ${withinMs / 1000} s: by the Authorization header, or by a message "authenticate".`;
    void refuse(channel, new AppError('unauthenticated', { detail }));
  }, withinMs);
}

async function refuse(channel: Channel, error: AppError): Promise<void> {
  await channel.send(toErrorMessage(error, {}));
  channel.close(socketCloses.unauthenticated);
}

async function endWhenRevoked({ session, channel }: Conversation): Promise<void> {
  try {
    await session.identify();
  } catch (thrown) {
    const error = translateError(thrown);
    // A key that cannot be checked just now is asked about at the next heartbeat.
    if (error.status === 401) await refuse(channel, error);
  }
}
