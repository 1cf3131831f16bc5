import { AppError, type AppErrorOptions, errorHeaders, toProblem } from '@smart-ai-hub/contracts';
import { type IncomingHttpHeaders, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Who may open a WebSocket here, before anything is known of them: `webAppUrl` is the one address that browsers may come from. */
export function refuseUpgradeOf(request: IncomingMessage, rules: { webAppUrl: string; isLeaving: boolean }): void {
  if (rules.isLeaving) throw refusal('draining', 'This instance is leaving. Connect again.');
  const { origin } = request.headers;
  // Programs send none. Another site's page must not speak for the person who looks at it.
  if (origin !== undefined && origin !== new URL(rules.webAppUrl).origin) {
    throw refusal('forbidden', 'Browsers may connect from the address of the web app only.');
  }
}

function refusal(code: AppError['code'], detail: AppErrorOptions['detail']): AppError {
  return new AppError(code, { detail });
}

/** The headers by which a client that can set headers says who it is; undefined when it says so later. */
export function credentialOf({ headers }: IncomingMessage): IncomingHttpHeaders | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  return authorization === undefined && apiKey === undefined ? undefined : { authorization, 'x-api-key': apiKey };
}

/** Answers an upgrade that is refused as any request is answered. */
export function writeRefusal(socket: Duplex, error: AppError, requestId: string): void {
  const body = JSON.stringify(toProblem(error, requestId));
  const headers = {
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...errorHeaders(error),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
