import { createServer } from 'node:net';
import { StartError } from '../start-error.ts';

export type PortClaim = { port: number; usedBy: string; variable: string; host?: string };

/** Asks the system by listening for a moment. Without a host, on every interface, as the services do. */
export function isPortFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** Below the range from which the system takes the ports of outgoing connections. */
const [LOWEST_PORT, PORTS] = [20_000, 12_000];

/** So many ports in a row that are free now on every interface; answers the first. */
export async function findFreePortRow(length: number): Promise<number> {
  for (;;) {
    const first = LOWEST_PORT + Math.floor((Math.random() * PORTS) / length) * length;
    const areFree = await Promise.all(Array.from({ length }, (_, at) => isPortFree(first + at)));
    if (areFree.every(Boolean)) return first;
  }
}

/** A port that is free now. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS);
    if (await isPortFree(port, '127.0.0.1')) return port;
  }
}

export async function requireFreePorts(claims: readonly PortClaim[]): Promise<void> {
  const taken: PortClaim[] = [];
  for (const claim of claims) if (!(await isPortFree(claim.port, claim.host))) taken.push(claim);
  const first = taken[0];
  if (first === undefined) return;
  const list = taken.map(({ port, usedBy }) => `${port} (for ${usedBy})`).join(', ');
  throw new StartError(`Another program listens on port ${list}.`, [
    ...new Set(taken.map(({ variable }) => `End that program, or set ${variable} to another number and start again.`)),
  ]);
}
