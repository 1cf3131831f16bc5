import type { Kubectl } from './kubectl.ts';

/** An empty namespace that admits restricted pods only. What an earlier run left there goes first. */
export async function prepareNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  await removeNamespace(kubectl, namespace);
  const levels = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  await kubectl.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: levels } });
}

export async function removeNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  const isThere = (await kubectl.run('get', 'namespace', namespace, '--ignore-not-found', '--output', 'name')) !== '';
  if (!isThere) return;
  // Its stores go with it, and workers without a store would wait for them as long as their grace lasts.
  await kubectl.run('delete', 'deployments,statefulsets', '--all', '--cascade=orphan');
  await kubectl.run('delete', 'replicasets', '--all', '--cascade=orphan');
  await kubectl.run('delete', 'pods', '--all', '--grace-period=0', '--force');
  await kubectl.run('delete', 'namespace', namespace, '--wait', '--timeout', '5m');
}
