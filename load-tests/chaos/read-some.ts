import {
  type RunEvent,
  runEndpoints,
  runEventSchema,
  serverMessageSchema,
  socketEndpoints,
} from '@smart-ai-hub/contracts';
import { WebSocket } from 'undici';

export type Told = { id: string; event: RunEvent };

export type Reading = {
  hubUrl: string;
  apiKey: string;
  runId: string;
  /** The id of the last event that is there already. */
  after: string | undefined;
  /** The connection is broken off after so many events, in the middle of whatever comes then. */
  most: number;
};

/** Reads on behind a cursor until it breaks off, or until the run has ended. */
export type ReadSome = (reading: Reading) => Promise<Told[]>;

export function isOver(told: readonly Told[]): boolean {
  const type = told.at(-1)?.event.type;
  return type === 'done' || type === 'failed';
}

export const readBySentEvents: ReadSome = async ({ hubUrl, apiKey, runId, after, most }) => {
  const leaving = new AbortController();
  const path = runEndpoints.streamRunEvents.path.replace(':id', runId);
  const headers = { authorization: `Bearer ${apiKey}`, ...(after !== undefined && { 'last-event-id': after }) };
  const response = await fetch(`${hubUrl}${path}`, { headers, signal: leaving.signal });
  if (!response.ok || !response.body) throw new Error(`GET ${path} answered ${response.status}`);
  const told: Told[] = [];
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const [, id = '', data = ''] of blocks.flatMap((block) =>
      EVENT.exec(block) ? [EVENT.exec(block) ?? []] : [],
    )) {
      if (told.length < most) told.push({ id, event: runEventSchema.parse(JSON.parse(data)) });
    }
    if (told.length >= most) break;
  }
  leaving.abort();
  return told;
};

const EVENT = /^id: (.*)\nevent: .*\ndata: (.*)$/;

export const readBySocket: ReadSome = async ({ hubUrl, apiKey, runId, after, most }) => {
  const url = `${hubUrl.replace('http', 'ws')}${socketEndpoints.openSocket.path}`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${apiKey}` } });
  const told: Told[] = [];
  const { promise: read, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    const message = serverMessageSchema.parse(JSON.parse(String(data)));
    if (message.type === 'error') reject(new Error(`the hub said: ${message.code}: ${message.detail}`));
    if (message.type !== 'event' || told.length >= most) return;
    told.push({ id: message.id, event: message.event });
    if (told.length >= most || isOver(told)) resolve();
  });
  const opened = Promise.withResolvers<void>();
  socket.addEventListener('open', () => opened.resolve());
  for (const end of ['close', 'error'] as const) {
    socket.addEventListener(end, () => {
      opened.reject(new Error(`${url} could not be opened`));
      resolve();
    });
  }
  await opened.promise;
  socket.send(JSON.stringify({ type: 'subscribe', runId, after }));
  await read;
  socket.close();
  return told;
};
