import { waitUntil } from '@smart-ai-hub/local-stack';
import type { Kubectl } from './kubectl.ts';

/**
 * Run beside the service in its container. The first process of a container cannot be killed from within, whatever the signal; but Node
 * opens its inspector on SIGUSR1, and what is evaluated there can leave without a word.
 */
const CRASH = `
process.kill(1, 'SIGUSR1');
const targets = async () => {
  for (let left = 50; left > 0; left -= 1) {
    try { return await (await fetch('http://127.0.0.1:9229/json/list')).json(); }
    catch { await new Promise((resolve) => setTimeout(resolve, 100)); }
  }
  throw new Error('no inspector');
};
const [{ webSocketDebuggerUrl }] = await targets();
const socket = new WebSocket(webSocketDebuggerUrl);
// Node does not leave before its debugger has: this one is gone when the time comes.
const expression = 'setTimeout(() => process.reallyExit(137), 1000)';
socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
socket.onmessage = socket.onclose = socket.onerror = () => process.exit(0);
`;

const RESTART_DEADLINE_MS = 60_000;

/** Ends a pod's service in the middle of everything, as kill -9 would: no drain, no farewell. Returns when the kubelet has noticed. */
export async function crashPod(kubectl: Kubectl, pod: string): Promise<void> {
  const restartsOf = async (): Promise<number> =>
    (await kubectl.listPods()).find(({ name }) => name === pod)?.restarts ?? 0;
  const before = await restartsOf();
  // Its words are of no use: whether the container ended is seen from outside.
  await kubectl.runNode(pod, '--input-type=module', '-e', CRASH).catch(() => undefined);
  const hasCrashed = await waitUntil(async () => (await restartsOf()) > before, RESTART_DEADLINE_MS);
  if (!hasCrashed) throw new Error(`${pod} did not crash`);
}
