import { type JsonObject, type Manifest, listAt, isObject, objectAt, textsAt } from './manifest.ts';

export type PodTemplate = {
  /** E.g. `Deployment hub-api-gateway`. */
  owner: string;
  labels: Record<string, string>;
  spec: JsonObject;
  /** Whether it goes on until it is told to stop. */
  isLasting: boolean;
};

const templatePaths: Record<string, string[]> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const LASTING = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Whatever becomes a pod, hooks and tests included. */
export function podTemplates(manifests: readonly Manifest[]): PodTemplate[] {
  return manifests.flatMap(({ kind, name, body }) => {
    const path = templatePaths[kind];
    if (path === undefined) return [];
    const template = objectAt(body, ...path);
    const labels = textsAt(template, 'metadata', 'labels');
    return [{ owner: `${kind} ${name}`, labels, spec: objectAt(template, 'spec'), isLasting: LASTING.includes(kind) }];
  });
}

export type Container = { name: string; body: JsonObject; isInit: boolean };

export function containersOf(spec: JsonObject): Container[] {
  const read = (key: string, isInit: boolean) =>
    listAt(spec, key)
      .filter(isObject)
      .map((body) => ({ name: String(body['name']), body, isInit }));
  return [...read('initContainers', true), ...read('containers', false)];
}
