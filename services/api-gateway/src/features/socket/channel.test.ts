import type { ServerMessage } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { createChannel } from './channel.ts';

let server: WebSocketServer;
let client: WebSocket;
let peer: WebSocket;

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
  [peer] = (await connected) as [WebSocket];
});
afterAll(() => {
  client.terminate();
  server.close();
});

const LETTERS = 32 * 1024;
const message: ServerMessage = {
  type: 'event',
  runId: 'run_1',
  id: '1.0',
  event: { type: 'text', text: 'x'.repeat(LETTERS) },
};

it('a client who does not read holds up whoever sends to it, and nothing piles up; once it reads, it is sent the rest', async () => {
  const channel = createChannel(peer);
  let received = 0;
  client.on('message', () => (received += 1));
  client.pause();
  let sent = 0;
  let isHeldUp = false;
  const sending = (async () => {
    for (; sent < 2_000; sent += 1) {
      isHeldUp = true;
      await channel.send(message);
      isHeldUp = false;
    }
  })();
  let before = -1;
  // What the operating system takes on the way is full when nothing moves any more.
  while (!isHeldUp || sent !== before) {
    before = sent;
    for (let turn = 0; turn < 1_000; turn += 1) await new Promise(setImmediate);
  }
  expect(sent).toBeLessThan(2_000);
  expect(peer.bufferedAmount).toBeLessThan(64 * 1024 + 2 * LETTERS);
  client.resume();
  await sending;
  while (received < 2_000) await once(client, 'message');
});

it('a client who has gone holds nobody up', async () => {
  const channel = createChannel(peer);
  const closed = once(peer, 'close');
  client.terminate();
  await closed;
  await channel.send(message);
});
