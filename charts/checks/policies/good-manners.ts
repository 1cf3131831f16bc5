import { isSecretName } from '../settings/setting-places.ts';
import { type Manifest, objectAt, textsAt, valueAt } from '../manifests/manifest.ts';
import { type Container, type PodTemplate, containersOf } from '../manifests/pods.ts';

/** What the house asks of each pod beyond Pod Security. */
export function mannersProblems({ owner, spec, isLasting }: PodTemplate): string[] {
  const problems = [
    ...(spec['automountServiceAccountToken'] === false ? [] : ['is given a token for the API server']),
    ...(isLasting && spec['terminationGracePeriodSeconds'] === undefined ? ['says nothing of its grace'] : []),
    ...containersOf(spec).flatMap((container) => containerProblems(container, isLasting)),
  ];
  return problems.map((problem) => `${owner}: ${problem}`);
}

function containerProblems({ name, body, isInit }: Container, isLasting: boolean): string[] {
  const image = String(body['image']);
  const isPinned = /@sha256:[0-9a-f]{64}$/.test(image) || /:(?!latest$)[\w.-]+$/.test(image);
  const needsProbes = isLasting && !isInit;
  const checks: [boolean, string][] = [
    [!isPinned, `runs ${image}, which may be another image tomorrow`],
    [valueAt(body, 'resources', 'requests', 'cpu') === undefined, 'requests no CPU'],
    [valueAt(body, 'resources', 'requests', 'memory') === undefined, 'requests no memory'],
    [valueAt(body, 'resources', 'limits', 'memory') === undefined, 'has no memory limit'],
    [needsProbes && body['readinessProbe'] === undefined, 'has no readiness probe'],
    [needsProbes && asksDependencies(body['livenessProbe']), 'has a liveness probe that asks more than the process'],
  ];
  return checks.flatMap(([isWrong, problem]) => (isWrong ? [`container ${name} ${problem}`] : []));
}

/** A restart does not mend a dead database. */
const asksDependencies = (probe: unknown): boolean => {
  const path = valueAt(probe, 'httpGet', 'path');
  const isAlone = path === '/health/live' || path === '/healthz' || valueAt(probe, 'tcpSocket') !== undefined;
  return !isAlone && path !== '/health';
};

const SECRET_TEXT = /:\/\/[^\s:/@]*:[^\s@]+@|\b(sk|rk)[_-](live|test|ant)[_-]|\bwhsec_\w|-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Secrets that stand where everybody of the namespace may read them. */
export function openSecrets(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ kind, name, body }) => {
    if (kind !== 'ConfigMap') return [];
    const found = Object.entries(textsAt(body, 'data')).filter(
      ([key, text]) => isSecretName(key) || SECRET_TEXT.test(text),
    );
    return found.map(([key]) => `ConfigMap ${name}: ${key} is a secret`);
  });
}

/** Variables of containers that hold a secret as text. */
export function plainVariables({ owner, spec }: PodTemplate): string[] {
  return containersOf(spec).flatMap(({ name, body }) => {
    const variables = Array.isArray(body['env']) ? body['env'].map((one) => objectAt(one)) : [];
    const plain = variables.filter((one) => {
      const value = one['value'];
      return typeof value === 'string' && (isSecretName(String(one['name'])) || SECRET_TEXT.test(value));
    });
    return plain.map((one) => `${owner}: container ${name} has ${String(one['name'])} in the open`);
  });
}
