import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ServedAnswer = { status?: number; contentType?: string; body: string };

/** Serves one answer to every request on a free port, so that an official SDK can be pointed at rendered bytes. */
export async function withServedAnswer<Result>(
  answer: ServedAnswer,
  call: (baseUrl: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((request, response) => {
    request.resume();
    const { status = 200, contentType = 'text/event-stream; charset=utf-8', body } = answer;
    response.writeHead(status, { 'content-type': contentType }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await call(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}
