import type { Manifest } from '../manifests/manifest.ts';
import { podTemplates } from '../manifests/pods.ts';
import { type Party, isAllowed, networkPolicies } from './reachability.ts';

/** The arrows of docs/ARCHITECTURE.md, and those of whoever looks after the hub. Written anew here: the charts have their own table. */
const arrows: Record<string, readonly string[]> = {
  door: ['api-gateway', 'frontend'],
  'api-gateway': ['auth-service', 'core-service', 'mcp-server', 'postgresql', 'redis'],
  'auth-service': ['postgresql', 'redis'],
  'core-service': ['auth-service', 'postgresql', 'redis', 'internet'],
  'mcp-server': ['auth-service', 'postgresql', 'redis'],
  'llm-worker': ['postgresql', 'redis', 'internet', 'simulator'],
  migrations: ['postgresql'],
  backup: ['postgresql'],
  test: ['api-gateway', 'postgresql'],
  monitoring: ['api-gateway', 'auth-service', 'core-service', 'mcp-server', 'llm-worker'],
};

const ports: Record<string, number> = {
  ...{ 'api-gateway': 3000, 'auth-service': 3001, 'core-service': 3002, 'mcp-server': 3003, 'llm-worker': 3004 },
  ...{ simulator: 3005, frontend: 8080, postgresql: 5432, redis: 6379, internet: 443, metadata: 80, stranger: 80 },
};

const NAMESPACE = 'hub';
const dns: Party = { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const outsiders: readonly Party[] = [
  { name: 'door', namespace: 'ingress-nginx', labels: {} },
  { name: 'monitoring', namespace: 'monitoring', labels: {} },
  { name: 'stranger', namespace: 'elsewhere', labels: {} },
  { name: 'neighbour', namespace: NAMESPACE, labels: {} },
  { name: 'internet', address: '93.184.215.14' },
  // Where clouds tell whoever asks which keys a machine has.
  { name: 'metadata', address: '169.254.169.254' },
];
/** Where the stores are when the cluster has none. */
const outsideStores: readonly Party[] = [
  { name: 'postgresql', address: '10.20.0.5' },
  { name: 'redis', address: '10.20.1.5' },
];

function partiesOf(manifests: readonly Manifest[]): Party[] {
  const pods = podTemplates(manifests).map(({ labels }) => ({
    name: labels['app.kubernetes.io/name'] ?? 'unnamed',
    namespace: NAMESPACE,
    labels,
  }));
  const known = [...new Map(pods.map((pod) => [pod.name, pod])).values()];
  const hasStores = known.some(({ name }) => name === 'postgresql');
  return [...known, ...outsiders, ...(hasStores ? [] : outsideStores)];
}

const isOutside = (party: Party): boolean => outsiders.includes(party) || 'address' in party;
const isExpected = (from: Party, to: Party): boolean => arrows[from.name]?.includes(to.name) === true;

/** Each pair of parties at which the policies of a rendering and the architecture differ. */
export function differencesFromArchitecture(manifests: readonly Manifest[]): string[] {
  const policies = networkPolicies(manifests, NAMESPACE);
  const parties = partiesOf(manifests);
  const pairs = parties.flatMap((from) => parties.map((to) => [from, to] as const));
  const differences = pairs
    .filter(([from, to]) => from !== to && !(isOutside(from) && isOutside(to)))
    .flatMap(([from, to]) => {
      const port = ports[to.name];
      if (port === undefined) return [];
      const isOpen = isAllowed(policies, { from, to, port });
      if (isOpen === isExpected(from, to)) return [];
      return [
        `${from.name} → ${to.name}:${port} is ${isOpen ? 'open and should not be' : 'closed and should be open'}`,
      ];
    });
  return [...differences, ...withoutNames(parties, policies)];
}

/** Whoever calls anybody by name has to be told the address. */
function withoutNames(parties: readonly Party[], policies: ReturnType<typeof networkPolicies>): string[] {
  return parties
    .filter((party) => !isOutside(party) && arrows[party.name] !== undefined)
    .filter((from) => !isAllowed(policies, { from, to: dns, port: 53, protocol: 'UDP' }))
    .map(({ name }) => `${name} cannot look up names`);
}
