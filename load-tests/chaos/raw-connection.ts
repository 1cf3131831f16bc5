import { socketEndpoints } from '@smart-ai-hub/contracts';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** A connection that reads when it is told to, and answers nothing by itself. */
export async function openRawRequest(hubUrl: string, path: string, headers: Record<string, string>): Promise<Socket> {
  const { hostname, port, host } = new URL(hubUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return socket;
}

/** A WebSocket that never answers a ping. */
export function openRawSocket(hubUrl: string, apiKey: string): Promise<Socket> {
  return openRawRequest(hubUrl, socketEndpoints.openSocket.path, {
    authorization: `Bearer ${apiKey}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  });
}

const FINAL_TEXT = 0x81;
const MASKED = 0x80;

/** One message of less than 126 bytes, masked by zeros as a client has to mask it. */
export function sendRawMessage(socket: Socket, message: object): void {
  const text = Buffer.from(JSON.stringify(message));
  if (text.length > 125) throw new RangeError('the message needs a longer frame');
  socket.write(Buffer.concat([Buffer.from([FINAL_TEXT, MASKED | text.length, 0, 0, 0, 0]), text]));
}
