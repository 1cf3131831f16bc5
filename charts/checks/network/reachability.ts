import { BlockList, isIP } from 'node:net';
import {
  type Json,
  type JsonObject,
  type Manifest,
  isObject,
  listAt,
  objectAt,
  textsAt,
  valueAt,
} from '../manifests/manifest.ts';

/** Somebody who opens connections or is called: a pod, or an address outside of the cluster. */
export type Party = { name: string } & ({ namespace: string; labels: Record<string, string> } | { address: string });
export type Policy = { name: string; namespace: string; spec: JsonObject };
type Call = { from: Party; to: Party; port: number; protocol?: 'TCP' | 'UDP' };

export const networkPolicies = (manifests: readonly Manifest[], namespace: string): Policy[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ name, body }) => ({ name, namespace, spec: objectAt(body, 'spec') }));

function matchesSelector(selector: JsonObject, labels: Record<string, string>): boolean {
  // A rule that this does not know must not be taken for one that matches.
  if (selector['matchExpressions'] !== undefined) throw new Error('matchExpressions are not understood by this check');
  return Object.entries(textsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
}

function isInBlock(block: JsonObject, address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const isIn = (cidr: Json | undefined) => {
    const [network = '', bits = '0'] = String(cidr).split('/');
    // A BlockList takes an IPv4 address for a mapped one of IPv6; a NetworkPolicy does not.
    if (isIP(network) !== isIP(address)) return false;
    const list = new BlockList();
    list.addSubnet(network, Number(bits), family);
    return list.check(address, family);
  };
  return isIn(block['cidr']) && !listAt(block, 'except').some(isIn);
}

function matchesPeer(peer: JsonObject, party: Party, policyNamespace: string): boolean {
  const block = peer['ipBlock'];
  if (isObject(block)) return 'address' in party && isInBlock(block, party.address);
  if ('address' in party) return false;
  const namespaces = peer['namespaceSelector'];
  const isInNamespace = isObject(namespaces)
    ? matchesSelector(namespaces, { 'kubernetes.io/metadata.name': party.namespace })
    : party.namespace === policyNamespace;
  return isInNamespace && matchesSelector(objectAt(peer, 'podSelector'), party.labels);
}

function matchesRule(
  rule: Json,
  side: 'from' | 'to',
  other: Party,
  { port, protocol = 'TCP' }: Call,
  namespace: string,
): boolean {
  const peers = valueAt(rule, side);
  const ports = listAt(rule, 'ports');
  const isPeer =
    peers === undefined || listAt(rule, side).some((peer) => isObject(peer) && matchesPeer(peer, other, namespace));
  const isPort = ports.some((one) => {
    const wanted = valueAt(one, 'port');
    return (valueAt(one, 'protocol') ?? 'TCP') === protocol && (wanted === undefined || wanted === port);
  });
  return isPeer && (ports.length === 0 || isPort);
}

function permits(
  policies: readonly Policy[],
  party: Party,
  other: Party,
  call: Call,
  direction: 'Ingress' | 'Egress',
): boolean {
  if ('address' in party) return true;
  const selecting = policies.filter(
    ({ namespace, spec }) =>
      namespace === party.namespace &&
      matchesSelector(objectAt(spec, 'podSelector'), party.labels) &&
      listAt(spec, 'policyTypes').includes(direction),
  );
  if (selecting.length === 0) return true;
  const [rules, side] = direction === 'Ingress' ? (['ingress', 'from'] as const) : (['egress', 'to'] as const);
  return selecting.some(({ spec, namespace }) =>
    listAt(spec, rules).some((rule) => matchesRule(rule, side, other, call, namespace)),
  );
}

/** Whether these policies let a connection through, as the API's documentation tells: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export const isAllowed = (policies: readonly Policy[], call: Call): boolean =>
  permits(policies, call.from, call.to, call, 'Egress') && permits(policies, call.to, call.from, call, 'Ingress');
