import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, setGlobalDispatcher } from 'undici';
import type { Kubectl } from './kubectl.ts';

export type Door = {
  /** The address that people would open; its name is known to this process alone. */
  url: string;
  /** The same over TLS, with a certificate that nobody vouches for. */
  secureUrl: string;
  /** Knows the name of the hub. */
  lookUp: LookupFunction;
  /** For so many calls at once; the caller destroys it. */
  openConnections(count: number): Agent;
};

export const HOST = 'hub.cluster-test.example';
const CALL_TIMEOUT_MS = 180_000;

/** The address of the first node, where an ingress controller of a test cluster listens. */
export async function findDoor(kubectl: Kubectl): Promise<string> {
  const path = 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  return `${await kubectl.run('get', 'nodes', '--output', path)}:80`;
}

/** The way into the cluster: every call to its name goes to that address, whatever resolvers say. */
export function openDoor(address: string): Door {
  const [ip = '', port = '80'] = address.split(':');
  const lookUp: LookupFunction = (hostname, options, callback) => {
    if (hostname !== HOST) return lookup(hostname, options, callback);
    if (options.all === true) return callback(null, [{ address: ip, family: 4 }]);
    callback(null, ip, 4);
  };
  const openConnections = (connections: number): Agent =>
    new Agent({
      connections,
      headersTimeout: CALL_TIMEOUT_MS,
      bodyTimeout: CALL_TIMEOUT_MS,
      connect: { lookup: lookUp, rejectUnauthorized: false },
    });
  // For `fetch`, by which accounts are opened.
  setGlobalDispatcher(openConnections(32));
  const url = `http://${HOST}${port === '80' ? '' : `:${port}`}`;
  return { url, secureUrl: `https://${HOST}`, lookUp, openConnections };
}
