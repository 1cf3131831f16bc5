import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';

/** Longer than the 60 s after which proxies drop an idle connection, so that no request meets a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const HEADERS_TIMEOUT_MS = 30_000;
/** For receiving a whole request; Node does not count the answer, so streams may be as long as they like. */
const REQUEST_TIMEOUT_MS = 120_000;
const SWEEP_INTERVAL_MS = 50;

/** What a service does with requests that ask for another protocol. */
export type Upgrades = {
  /** Those that it does not want go on as ordinary requests. */
  wants(request: IncomingMessage): boolean;
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

const noUpgrades: Upgrades = { wants: () => false, take: (_request, socket) => void socket.destroy() };

/** The server of an app, with the time limits that all services share. */
export function createHttpServer(app: Express, upgrades: Upgrades = noUpgrades): Server {
  const server = createServer({ shouldUpgradeCallback: (request) => upgrades.wants(request) }, app);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrades.take(request, socket, head),
  );
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.timeout = 0;
  return server;
}

/** Listens and answers the port; rejects with a sentence for people when the port is taken or not allowed. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(`port ${port} is already in use: stop what listens there, or set PORT`, { cause: thrown });
    }
    if (code === 'EACCES') {
      throw new Error(`port ${port} needs more rights than this process has: set PORT above 1023`, { cause: thrown });
    }
    throw thrown;
  }
  return (server.address() as AddressInfo).port;
}

/** Stops accepting, waits for requests in flight for at most `timeoutMs`, then cuts what is left. */
export async function closeServer(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Node closes only the connections that are idle now; those that become idle later would be kept alive for a minute.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_INTERVAL_MS);
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
