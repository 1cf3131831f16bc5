import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setInterval as every } from 'node:timers/promises';
import { runEndpoints } from '@smart-ai-hub/contracts';
import { openAccount } from '../hub/open-account.ts';
import { inParallel } from './load/in-parallel.ts';
import { openRawRequest, openRawSocket, sendRawMessage } from './raw-connection.ts';
import { readBySentEvents } from './read-some.ts';
import { startRun } from './start-run.ts';

export type SlowReaders = { hubUrl: string; readers: number; gatewayPid: number; seconds?: number };

export type SlowReadersReport = {
  readers: number;
  /** Of the resident memory of a gateway that is warm, at its highest. */
  growthBytes: number;
  /** That were read by the slow ones in all. */
  bytesRead: number;
  stillConnected: number;
  /** Of other clients' answers from their start to their end. */
  othersBeforeMs: number;
  othersDuringMs: number;
};

const BYTES_PER_SECOND = 100;
const LONG_RUNS = 20;
const LONG_ANSWER = 'tokens=60000 tps=0';
const SHORT_ANSWER = 'tokens=20 tps=0 ttft=0';
const OTHER_CALLS = 40;
const WARM_UP_ROUNDS = 12;
const WARM_UP_CALLS = 300;
const WARM_UP_IN_FLIGHT = 30;
const WARM_GROWTH_BYTES = 4 * 2 ** 20;

/**
 * R7: half of the readers read one long answer each by server-sent events, the other half twenty at once over a WebSocket, which is more
 * than any operating system holds on the way; all of them 100 bytes a second. The runs go on and end meanwhile.
 */
export async function slowReaders(options: SlowReaders): Promise<SlowReadersReport> {
  const { hubUrl, readers, gatewayPid, seconds = 30 } = options;
  const { apiKey } = await openAccount(hubUrl);
  const others = () => medianOfCalls(hubUrl, apiKey);
  await warmUp(options, apiKey);
  const othersBeforeMs = await others();
  const before = await residentBytes(gatewayPid);
  const runIds = await Promise.all(Array.from({ length: LONG_RUNS }, () => startRun(hubUrl, apiKey, LONG_ANSWER)));
  const open = (_: unknown, index: number) =>
    index % 2 === 0
      ? openSentEvents(hubUrl, apiKey, runIds[index % LONG_RUNS] ?? '')
      : openManyAtOnce(hubUrl, apiKey, runIds);
  const sockets = await Promise.all(Array.from({ length: readers }, open));
  const reading = readSlowly(sockets, gatewayPid, seconds);
  const othersDuringMs = await others();
  const { peakBytes, bytesRead } = await reading;
  const stillConnected = sockets.filter((socket) => !socket.destroyed).length;
  sockets.forEach((socket) => socket.destroy());
  return { readers, growthBytes: peakBytes - before, bytesRead, stillConnected, othersBeforeMs, othersDuringMs };
}

/**
 * Ordinary load until it makes the gateway grow no more: long answers as the slow ones will read them, but read at full speed, and short calls. A
 * Node process takes what it needs for its work (V8's young generation alone grows by up to 100 MB): that is not what slow readers cost.
 */
async function warmUp({ hubUrl, gatewayPid }: SlowReaders, apiKey: string): Promise<void> {
  const readOne = async (wishes: string) => {
    const runId = await startRun(hubUrl, apiKey, wishes);
    await readBySentEvents({ hubUrl, apiKey, runId, after: undefined, most: Infinity });
  };
  await inParallel(LONG_RUNS, LONG_RUNS, () => readOne(LONG_ANSWER));
  let before = 0;
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await inParallel(WARM_UP_CALLS, WARM_UP_IN_FLIGHT, () => readOne(SHORT_ANSWER));
    const now = await residentBytes(gatewayPid);
    if (now - before < WARM_GROWTH_BYTES) return;
    before = now;
  }
}

function openSentEvents(hubUrl: string, apiKey: string, runId: string): Promise<Socket> {
  const path = runEndpoints.streamRunEvents.path.replace(':id', runId);
  return openRawRequest(hubUrl, path, { authorization: `Bearer ${apiKey}` });
}

async function openManyAtOnce(hubUrl: string, apiKey: string, runIds: string[]): Promise<Socket> {
  const socket = await openRawSocket(hubUrl, apiKey);
  for (const runId of runIds) sendRawMessage(socket, { type: 'subscribe', runId });
  return socket;
}

async function readSlowly(sockets: Socket[], pid: number, seconds: number) {
  let [peakBytes, bytesRead, second] = [0, 0, 0];
  for await (const _ of every(1_000)) {
    for (const socket of sockets)
      bytesRead += ((socket.read(BYTES_PER_SECOND) ?? socket.read()) as Buffer | null)?.length ?? 0;
    peakBytes = Math.max(peakBytes, await residentBytes(pid));
    second += 1;
    if (second >= seconds) break;
  }
  return { peakBytes, bytesRead };
}

async function medianOfCalls(hubUrl: string, apiKey: string): Promise<number> {
  const took: number[] = [];
  for (let call = 0; call < OTHER_CALLS; call += 1) {
    const startedAt = performance.now();
    const runId = await startRun(hubUrl, apiKey, SHORT_ANSWER);
    await readBySentEvents({ hubUrl, apiKey, runId, after: undefined, most: Infinity });
    took.push(performance.now() - startedAt);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
