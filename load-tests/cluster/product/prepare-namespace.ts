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
  await kubectl.run('delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout', '5m');
}
