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

/** A port that is free now, below the range from which the system takes the ports of outgoing connections. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
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
