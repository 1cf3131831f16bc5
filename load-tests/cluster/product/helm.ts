import { runCommand } from '@smart-ai-hub/images';

export type Helm = (...args: string[]) => Promise<string>;

/** helm for one namespace. */
export function createHelm({ kubeconfig, namespace }: { kubeconfig: string | undefined; namespace: string }): Helm {
  const common = ['--namespace', namespace, ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig])];
  return (...args) => runCommand({ program: 'helm', args: [...args, ...common] });
}
