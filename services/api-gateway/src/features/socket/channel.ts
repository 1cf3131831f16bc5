import { type ServerMessage, type SocketClose, socketCloses } from '@smart-ai-hub/contracts';
import type { Pace } from '@smart-ai-hub/run-pipeline';
import { WebSocket } from 'ws';

/** The way back to one client. */
export type Channel = {
  /**
   * Sends a message, and resolves when the next one may be: at once, unless the client is so far behind that what waits for it would
   * pile up here. A client who is gone holds nobody up.
   */
  send(message: ServerMessage): Promise<void>;
  /**
   * Waits for its turn to send the frame of a run. However many runs a client reads, one frame at a time is read for it; the others
   * stay where they are.
   */
  pace: Pace;
  close(close: SocketClose): void;
};

/** What may wait here for a client, beyond what its operating system and ours hold on the way. */
const MAX_BUFFERED_BYTES = 32 * 1024;
/** How long a client that is shown out has to take its leave. */
const LEAVE_WITHIN_MS = 2_000;

export function createChannel(socket: WebSocket): Channel {
  let lastTurn = Promise.resolve();
  return {
    pace() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const turn = lastTurn.then(() => resolve);
      lastTurn = promise;
      return turn;
    },
    send(message) {
      const { promise: sent, resolve } = Promise.withResolvers<void>();
      socket.send(JSON.stringify(message), () => resolve());
      return socket.bufferedAmount > MAX_BUFFERED_BYTES ? sent : Promise.resolve();
    },
    close({ code, reason }) {
      // A client that is being held up has to be listened to again, for it to take its leave.
      socket.resume();
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), LEAVE_WITHIN_MS).unref();
    },
  };
}

/** Answers pings of the client, unless it does not read what it is sent: then they would pile up. */
export function answerPings(socket: WebSocket): void {
  socket.on('ping', (data) => {
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount <= MAX_BUFFERED_BYTES) socket.pong(data);
  });
}

/** A close for what went wrong while somebody signed in. */
export function closeOf(code: string): SocketClose | undefined {
  if (code === 'rate_limited') return socketCloses.tooManyConnections;
  const isRefused = code === 'unauthenticated' || code === 'invalid_api_key' || code === 'forbidden';
  return isRefused ? socketCloses.unauthenticated : undefined;
}
