import { once } from 'node:events';
import { socketEndpoints } from '@smart-ai-hub/contracts';
import { WebSocket } from 'undici';
import { openAccount } from '../hub/open-account.ts';
import { openRawSocket } from './raw-connection.ts';

export type DeadPeers = { hubUrl: string; peers: number; deadlineMs?: number };

export type DeadPeersReport = {
  peers: number;
  /** After which each dead peer was given up, in seconds; one that was not is missing. */
  goneAfterSeconds: number[];
  /** A client that answers pings is still there. */
  isLivingPeerThere: boolean;
};

/** R9: clients that take what they are sent and answer no ping, beside one that does. Those of the first kind have to go within 60 to 90 s. */
export async function deadPeers({ hubUrl, peers, deadlineMs = 120_000 }: DeadPeers): Promise<DeadPeersReport> {
  const { apiKey } = await openAccount(hubUrl);
  const url = `${hubUrl.replace('http', 'ws')}${socketEndpoints.openSocket.path}`;
  const living = new WebSocket(url, { headers: { authorization: `Bearer ${apiKey}` } });
  await once(living, 'open');
  const deadline = AbortSignal.timeout(deadlineMs);
  const waits = await Promise.all(Array.from({ length: peers }, () => awaitGone(hubUrl, apiKey, deadline)));
  const isLivingPeerThere = living.readyState === WebSocket.OPEN;
  living.close();
  return { peers, goneAfterSeconds: waits.filter((seconds) => seconds !== undefined), isLivingPeerThere };
}

async function awaitGone(hubUrl: string, apiKey: string, deadline: AbortSignal): Promise<number | undefined> {
  const socket = await openRawSocket(hubUrl, apiKey);
  const openedAt = performance.now();
  socket.resume();
  try {
    await once(socket, 'close', { signal: deadline });
    return (performance.now() - openedAt) / 1_000;
  } catch {
    socket.destroy();
    return undefined;
  }
}
