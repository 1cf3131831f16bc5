import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Credential, type FuzzCase, KNOWN_ID } from './fuzz-case.ts';

export type FuzzAnswer = { status: number; headers: Record<string, string>; body: string };

export type FuzzSender = {
  /** The request as it goes out, and what came back. Rejects when the connection breaks or nothing comes for long. */
  send(path: string, one: FuzzCase, headers: Record<string, string>): Promise<FuzzAnswer>;
  close(): void;
};

const SILENCE_MS = 30_000;

/** Sends what browsers and client libraries would not: Node's plain client leaves methods, paths and bodies as they are. */
export function createSender(baseUrl: string): FuzzSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    send: (path, { method, query, body, ...one }, headers) =>
      new Promise((resolve, reject) => {
        const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
        const url = `${baseUrl}${path}${search === '' ? '' : `?${search}`}`;
        const accept = 'application/json, text/event-stream, */*';
        const type =
          body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const outgoing = request(url, {
          method,
          agent,
          timeout: SILENCE_MS,
          headers: { accept, ...type, ...headers, ...one.headers },
        });
        outgoing.once('error', reject);
        outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer for ${SILENCE_MS} ms`)));
        outgoing.once('response', (incoming) => {
          const pairs = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
          const answer = {
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(pairs) as Record<string, string>,
          };
          text(incoming).then((answered) => resolve({ ...answer, body: answered }), reject);
        });
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** The path of an operation with its parameters filled in. */
export function fillPath(template: string, ids: FuzzCase['ids'], knownId: string | undefined): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[name];
    return encode(id === KNOWN_ID || id === undefined ? (knownId ?? 'unknown') : id);
  });
}

/** Percent-encoding that also takes what is no text: half of a surrogate pair. */
function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

/** Headers of a caller who is nobody. */
export const BAD_CREDENTIALS: Record<Exclude<Credential, 'good'>, Record<string, string>> = {
  none: {},
  key: { 'x-api-key': 'sah_live_thiskeydoesnotexist' },
  token: { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9.' },
  basic: { authorization: 'Basic YWRtaW46YWRtaW4=' },
};
