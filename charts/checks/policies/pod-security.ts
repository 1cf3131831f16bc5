import { type JsonObject, listAt, isObject, objectAt, valueAt } from '../manifests/manifest.ts';
import { type Container, type PodTemplate, containersOf } from '../manifests/pods.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const ALLOWED_SECCOMP = ['RuntimeDefault', 'Localhost'];
const HOST_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers'];

/** Why the restricted Pod Security Standard would not admit this pod. */
export function podSecurityProblems({ owner, spec }: PodTemplate): string[] {
  const pod = objectAt(spec, 'securityContext');
  const problems = [
    ...HOST_NAMESPACES.filter((name) => spec[name] === true).map((name) => `takes ${name}`),
    ...listAt(spec, 'volumes').filter(isObject).flatMap(volumeProblems),
    ...listAt(pod, 'sysctls').map(() => 'sets a sysctl'),
    ...containersOf(spec).flatMap((container) => containerProblems(container, pod)),
  ];
  return problems.map((problem) => `${owner}: ${problem}`);
}

function volumeProblems(volume: JsonObject): string[] {
  const kinds = Object.keys(volume).filter((key) => key !== 'name' && !ALLOWED_VOLUMES.includes(key));
  return kinds.map((kind) => `has a volume of kind ${kind}`);
}

function containerProblems({ name, body }: Container, pod: JsonObject): string[] {
  const own = objectAt(body, 'securityContext');
  const effective = { ...pod, ...own };
  const drops = listAt(own, 'capabilities', 'drop');
  const adds = listAt(own, 'capabilities', 'add').filter((capability) => capability !== 'NET_BIND_SERVICE');
  const seccomp = String(valueAt(effective, 'seccompProfile', 'type'));
  const checks: [boolean, string][] = [
    [own['privileged'] === true, 'is privileged'],
    [own['allowPrivilegeEscalation'] !== false, 'may escalate privileges'],
    [!drops.includes('ALL'), 'does not drop all capabilities'],
    [adds.length > 0, `adds capabilities: ${adds.join(', ')}`],
    [effective['runAsNonRoot'] !== true, 'may run as root'],
    [effective['runAsUser'] === 0, 'runs as root'],
    [!ALLOWED_SECCOMP.includes(seccomp), 'has no seccomp profile'],
    [listAt(body, 'ports').some((port) => valueAt(port, 'hostPort') !== undefined), 'takes a port of the host'],
    // Beyond the standard.
    [own['readOnlyRootFilesystem'] !== true, 'may write its root file system'],
  ];
  return checks.flatMap(([isWrong, problem]) => (isWrong ? [`container ${name} ${problem}`] : []));
}
