import type { Kubectl } from '../product/kubectl.ts';

export type Attempt = { from: string; to: string; address: string; port: number };

/** Opens a TCP connection and says what became of it, within two seconds. */
const CONNECT = `
const [host, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host, port: Number(port), timeout: 2000 });
const say = (word) => { console.log(word); process.exit(0); };
socket.on('connect', () => say('open')).on('timeout', () => say('closed')).on('error', ({ code }) => say(code === 'ECONNREFUSED' ? 'open' : 'closed'));
`;

/** Whether a pod of the hub reaches an address. A refusal by the other side counts as reached: the network let it through. */
export async function isOpen(kubectl: Kubectl, pod: string, { address, port }: Attempt): Promise<boolean> {
  const word = (await kubectl.runNode(pod, '-e', CONNECT, address, String(port))).trim();
  if (word !== 'open' && word !== 'closed') throw new Error(`${pod} said "${word}" of ${address}:${port}`);
  return word === 'open';
}
