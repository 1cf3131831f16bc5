import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { scriptSchema } from '../script/script.schema.ts';
import { settingsPatchSchema } from '../settings/settings.schema.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { readJsonBody } from './read-json-body.ts';

type Answer = { status: number; body: unknown };

/** `/health` and `/simulator/…`; false when the path is none of them. */
export async function serveAdmin(
  state: SimulatorState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  if (path !== '/health' && !path.startsWith('/simulator/')) return false;
  const { status, body } = await answerOf(state, request, `${request.method} ${path}`);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
  return true;
}

async function answerOf(state: SimulatorState, request: IncomingMessage, route: string): Promise<Answer> {
  switch (route) {
    case 'GET /health':
      return { status: 200, body: { status: 'ok' } };
    case 'GET /simulator/stats':
      return tellStats(state, request);
    case 'GET /simulator/settings':
      return { status: 200, body: state.settings() };
    case 'POST /simulator/settings':
      return configure(state, request);
    case 'GET /simulator/calls':
      return { status: 200, body: { calls: state.calls.list() } };
    case 'GET /simulator/script':
      return { status: 200, body: { matches: state.script.matches() } };
    case 'POST /simulator/script':
      return takeScript(state, request);
    case 'POST /simulator/reset':
      state.reset();
      return { status: 200, body: state.settings() };
    default:
      return {
        status: 404,
        body: { error: 'The simulator has /health and /simulator/{settings,script,calls,stats,reset}.' },
      };
  }
}

/** Told again and again by those who wait for something, so that they need not be told of thousands of calls: `?model=…&last=1`. */
const callFilterSchema = z.object({ model: z.string(), last: z.coerce.number().int().min(0) }).partial();

async function tellStats({ stats }: SimulatorState, request: IncomingMessage): Promise<Answer> {
  const { searchParams } = new URL(request.url ?? '', 'http://simulator');
  const filter = callFilterSchema.safeParse(Object.fromEntries(searchParams));
  if (!filter.success) return { status: 400, body: { error: z.prettifyError(filter.error) } };
  return { status: 200, body: { openSockets: await openSockets(request), ...stats.snapshot(filter.data) } };
}

async function configure(state: SimulatorState, request: IncomingMessage): Promise<Answer> {
  const read = await readJsonBody(request);
  const parsed = settingsPatchSchema.safeParse(read.kind === 'json' ? read.body : undefined);
  if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
  return { status: 200, body: state.configure(parsed.data) };
}

async function takeScript(state: SimulatorState, request: IncomingMessage): Promise<Answer> {
  const read = await readJsonBody(request);
  const parsed = scriptSchema.safeParse(read.kind === 'json' ? read.body : undefined);
  if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
  state.script.replace(parsed.data);
  return { status: 200, body: { matches: state.script.matches() } };
}

/** Connections that are open right now, this one included. */
function openSockets(request: IncomingMessage): Promise<number> {
  const server = (
    request.socket as { server?: { getConnections(done: (error: Error | null, count: number) => void): void } }
  ).server;
  return new Promise((resolve) => {
    if (server) server.getConnections((_error, count) => resolve(count));
    else resolve(0);
  });
}
