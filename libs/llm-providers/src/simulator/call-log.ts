import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from './read-body-fields.ts';
import { textOf } from './read-body-fields.ts';
import { toolNamesOf } from './script/read-conversation.ts';

/** One request as it arrived: who sent what, without its texts and without its key. */
export type ReceivedCall = {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  model: string | null;
  tools: string[];
  /** Names in `anthropic-beta` and `openai-beta`. */
  betas: string[];
  bodyKeys: string[];
  bodyBytes: number;
  /** The rule of the script that answered. */
  rule: string | null;
};

export type CallLog = {
  add(call: {
    method: string;
    path: string;
    headers: IncomingHttpHeaders;
    body?: Json;
    bodyBytes?: number;
  }): ReceivedCall;
  /** The last calls, oldest first. */
  list(): ReceivedCall[];
  clear(): void;
};

const SECRET_HEADERS = new Set(['authorization', 'x-api-key', 'api-key', 'cookie', 'proxy-authorization']);

export function createCallLog(keepCalls: () => number): CallLog {
  let calls: ReceivedCall[] = [];
  return {
    add({ method, path, headers, body = {}, bodyBytes = 0 }) {
      const call: ReceivedCall = {
        method,
        path,
        headers: withoutSecrets(headers),
        model: textOf(body['model']) || null,
        tools: toolNamesOf(body),
        betas: [headers['anthropic-beta'], headers['openai-beta']].flatMap(listOf),
        bodyKeys: Object.keys(body),
        bodyBytes,
        rule: null,
      };
      calls.push(call);
      if (calls.length > 2 * keepCalls() + 100) calls = calls.slice(calls.length - keepCalls());
      return call;
    },
    list: () => (keepCalls() === 0 ? [] : calls.slice(-keepCalls())),
    clear: () => (calls = []),
  };
}

function withoutSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || SECRET_HEADERS.has(name) ? [] : [[name, String(value)]],
    ),
  );
}

function listOf(header: string | string[] | undefined): string[] {
  return (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
