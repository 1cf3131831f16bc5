import https from 'node:https';
import { type RunEvent, runEndpoints } from '@smart-ai-hub/contracts';
import { request } from 'undici';
import { isOver, readBySocket } from '../../chaos/read-some.ts';
import { startRun } from '../../chaos/start-run.ts';
import { type Account, openAccount } from '../../hub/open-account.ts';
import type { Door } from '../product/door.ts';

/** What came through a door. */
export type DoorEvidence = {
  kind: string;
  isSignedIn: boolean;
  chunks: number;
  /** From the first piece of the stream to its last. */
  streamSeconds: number;
  isSocketWhole: boolean;
  redirect: string;
  headers: Record<string, string | undefined>;
  largeBody: number;
  /** Statuses of a burst of calls, counted. */
  burst: Record<string, number>;
  /** Statuses of as many attempts to sign in with a wrong password. */
  signIns: Record<string, number>;
};

const TOKENS = 50;
const SLOWLY = `tokens=${TOKENS} tps=10 ttft=20`;
const BURST = 80;
const OVERSIZED_BYTES = 21 * 1024 * 1024;
const HEADERS = ['strict-transport-security', 'x-frame-options', 'x-content-type-options', 'referrer-policy'];

export async function probeDoor(door: Door, kind: string): Promise<DoorEvidence> {
  const account = await openAccount(door.secureUrl);
  const { chunks, streamSeconds } = await readStream(door, account);
  return {
    kind,
    isSignedIn: (await account.readBalance()).balance > 0,
    chunks,
    streamSeconds,
    isSocketWhole: await readSocket(door, account),
    redirect: await readRedirect(door),
    headers: await readHeaders(door),
    largeBody: await sendLargeBody(door, account),
    burst: await callAtOnce(door, account),
    signIns: await guessAtOnce(door),
  };
}

/** How many pieces a stream came in, and over how long: a door that buffers hands out few, at the end. */
async function readStream(door: Door, { apiKey }: Account): Promise<{ chunks: number; streamSeconds: number }> {
  const runId = await startRun(door.secureUrl, apiKey, SLOWLY);
  const path = runEndpoints.streamRunEvents.path.replace(':id', runId);
  const response = await fetch(`${door.secureUrl}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok || !response.body) throw new Error(`GET ${path} answered ${response.status}`);
  const times: number[] = [];
  for await (const chunk of response.body) if (chunk.length > 0) times.push(performance.now());
  return { chunks: times.length, streamSeconds: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000 };
}

async function readSocket(door: Door, { apiKey }: Account): Promise<boolean> {
  const runId = await startRun(door.secureUrl, apiKey, SLOWLY);
  const told = await readBySocket({ hubUrl: door.secureUrl, apiKey, runId, after: undefined, most: 1_000 });
  const last: RunEvent | undefined = told.at(-1)?.event;
  return isOver(told) && last?.type === 'done';
}

async function readRedirect(door: Door): Promise<string> {
  const dispatcher = door.openConnections(1);
  const { statusCode, headers, body } = await request(`${door.url}/login`, { dispatcher });
  await body.dump();
  await dispatcher.destroy();
  return `${statusCode} ${String(headers['location'])}`;
}

async function readHeaders(door: Door): Promise<Record<string, string | undefined>> {
  const response = await fetch(`${door.secureUrl}/`);
  await response.body?.cancel();
  return Object.fromEntries(HEADERS.map((name) => [name, response.headers.get(name) ?? undefined]));
}

/** Asks first, as curl does: a refusal that comes before the body has gone would be taken for a broken connection. */
async function sendLargeBody({ secureUrl, lookUp }: Door, { apiKey }: Account): Promise<number> {
  const headers = {
    ...{ 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    ...{ 'content-length': OVERSIZED_BYTES, expect: '100-continue' },
  };
  const options = { method: 'POST', headers, lookup: lookUp, rejectUnauthorized: false, agent: false };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sending = https.request(`${secureUrl}/v1/chat/completions`, options, ({ statusCode = 0 }) => {
    resolve(statusCode);
    sending.destroy();
  });
  sending.on('error', reject);
  sending.on('continue', () => sending.end(Buffer.alloc(OVERSIZED_BYTES, ' ')));
  sending.flushHeaders();
  return promise;
}

function callAtOnce({ secureUrl }: Door, { apiKey }: Account): Promise<Record<string, number>> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return countStatuses(() => fetch(`${secureUrl}/api/models`, { headers }));
}

function guessAtOnce({ secureUrl }: Door): Promise<Record<string, number>> {
  const body = JSON.stringify({ email: 'somebody@example.com', password: 'a wrong guess 4711' });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  return countStatuses(() => fetch(`${secureUrl}/api/auth/login`, init));
}

async function countStatuses(call: () => Promise<Response>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const count = async (): Promise<void> => {
    const response = await call();
    await response.body?.cancel();
    counts[response.status] = (counts[response.status] ?? 0) + 1;
  };
  await Promise.all(Array.from({ length: BURST }, count));
  return counts;
}
