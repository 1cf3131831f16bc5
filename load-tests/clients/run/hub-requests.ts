import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

/** A request as the gateway's access log has it: what a client sent to the hub, and how it was answered. */
export type HubRequest = { method: string; route: string; status: number };

const lineSchema = z.object({
  msg: z.literal('request'),
  method: z.string(),
  route: z.string(),
  status: z.number(),
});

/** Requests of our own to these are no client's. */
const OURS = ['/api/', '/health', '/metrics'];
const CLIENTS_OWN = '/api/hello';

export type RequestLog = {
  /** The requests since the last call of this, in the order in which they ended. */
  readNew(): HubRequest[];
};

export function followRequests(logFile: string): RequestLog {
  let offset = existsSync(logFile) ? statSync(logFile).size : 0;
  return {
    readNew() {
      const text = readFileSync(logFile).subarray(offset).toString('utf8');
      offset += Buffer.byteLength(text);
      return text.split('\n').flatMap(readLine);
    },
  };
}

function readLine(line: string): HubRequest[] {
  if (!line.startsWith('{')) return [];
  const parsed = lineSchema.safeParse(JSON.parse(line));
  if (!parsed.success) return [];
  const { method, route, status } = parsed.data;
  const isOurs = route !== CLIENTS_OWN && OURS.some((prefix) => route.startsWith(prefix));
  return isOurs ? [] : [{ method, route, status }];
}
