import { type SocketLimits, socketCloses, socketEndpoints } from '@smart-ai-hub/contracts';
import type { WebSocket } from 'ws';
import type { GatewayConfig } from '../../config.ts';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Session } from './session.ts';

export type SocketSettings = Pick<GatewayConfig, 'FRONTEND_URL' | 'WS_HEARTBEAT_INTERVAL' | 'WS_CONNECTION_TIMEOUT'>;

/** The WebSockets that are open at this gateway. */
export type Connections = {
  open(socket: WebSocket, session: Session): Connection;
  /** Cuts them all. */
  close(): void;
};

/** Keeps them alive by one heartbeat, counts them, and sends their clients elsewhere when this gateway leaves. */
export function createConnections(deps: GatewayDeps, settings: SocketSettings, limits: SocketLimits): Connections {
  const connections = new Set<Connection>();
  const each = (visit: (connection: Connection) => void) => connections.forEach(visit);
  const count = () => deps.metrics.sockets.set(connections.size);

  const heartbeat = setInterval(() => each((connection) => connection.beat()), settings.WS_HEARTBEAT_INTERVAL);
  deps.leaving.addEventListener('abort', () => each((connection) => connection.close(socketCloses.restart)));
  return {
    open(socket, session) {
      const openedAtMs = Date.now();
      const connection = createConnection(socket, { deps, session, limits, silenceMs: settings.WS_CONNECTION_TIMEOUT });
      connections.add(connection);
      count();
      socket.once('close', (code) => {
        connections.delete(connection);
        count();
        const [userId, durationMs] = [session.current()?.userId, Date.now() - openedAtMs];
        deps.logger.info({ route: socketEndpoints.openSocket.path, userId, code, durationMs }, 'websocket closed');
      });
      return connection;
    },
    close() {
      clearInterval(heartbeat);
      each((connection) => connection.terminate());
    },
  };
}
