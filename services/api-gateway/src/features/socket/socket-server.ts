import { type SocketLimits, newId, socketCloses, socketEndpoints, socketLimits } from '@smart-ai-hub/contracts';
import { type Upgrades, translateError } from '@smart-ai-hub/service-kit';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { GatewayDeps } from '../../dependencies.ts';
import { credentialOf, refuseUpgradeOf, writeRefusal } from './admit-upgrade.ts';
import type { Connection } from './connection.ts';
import { createConnectionCounts } from './connection-counts.ts';
import { type SocketSettings, createConnections } from './connections.ts';
import { type Session, createSession } from './session.ts';

export type SocketServer = { upgrades: Upgrades; close(): void };

/**
 * The WebSockets of this gateway. They hold nothing that another gateway could not go on with: a client that loses its connection opens
 * another, to whichever, and subscribes again behind the last event that it has. Hanging up cancels nothing.
 */
export function createSocketServer(
  deps: GatewayDeps,
  settings: SocketSettings,
  limits: SocketLimits = socketLimits,
): SocketServer {
  const { path } = socketEndpoints.openSocket;
  const connections = createConnections(deps, settings, limits);
  const counts = createConnectionCounts(limits);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false,
  });
  const take = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    let connection: Connection | undefined;
    refuseUpgradeOf(request, { webAppUrl: settings.FRONTEND_URL, isLeaving: deps.leaving.aborted });
    const { authenticate } = deps;
    const session = createSession({ authenticate, counts }, () => connection?.close(socketCloses.tokenExpired));
    socket.once('close', () => session.end());
    const credential = credentialOf(request);
    if (credential) await session.signIn(credential);
    else limitUnsigned(socket, session, limits.unsignedBytes - head.length);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      connection = connections.open(webSocket, session);
    });
  };
  return {
    upgrades: {
      wants: ({ method, url = '' }) => method === 'GET' && url.split('?', 1)[0] === path,
      take(request, socket, head) {
        socket.on('error', () => undefined);
        take(request, socket, head).catch((thrown: unknown) => {
          const error = translateError(thrown);
          deps.logger.info({ route: path, code: error.code }, 'websocket refused');
          writeRefusal(socket, error, newId('req'));
        });
      },
    },
    close: () => connections.close(),
  };
}

/** Strangers must not make us hold what they send: a message may be long only once its sender is known. */
function limitUnsigned(socket: Duplex, session: Session, maxBytes: number): void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (session.current()) socket.off('data', count);
    else if (bytes > maxBytes) socket.destroy();
  };
  socket.on('data', count);
}
