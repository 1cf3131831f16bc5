import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../manifests/manifest.ts';
import { plant, soundContainer } from './fixtures/sound-pod.ts';
import { podSecurityProblems } from './pod-security.ts';

const sound = soundContainer['securityContext'] as JsonObject;
const secured = (more: JsonObject) => plant({ securityContext: { ...sound, ...more } });

describe('the restricted Pod Security Standard', () => {
  it('admits a pod that gives up everything', () => {
    expect(podSecurityProblems(plant())).toEqual([]);
  });

  it.each([
    ['privileged', secured({ privileged: true }), 'is privileged'],
    ['escalation', secured({ allowPrivilegeEscalation: true }), 'may escalate privileges'],
    ['escalation, unsaid', plant({ securityContext: {} }), 'may escalate privileges'],
    ['a capability kept', secured({ capabilities: { drop: ['NET_RAW'] } }), 'does not drop all capabilities'],
    [
      'a capability added',
      secured({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
      'adds capabilities: SYS_ADMIN',
    ],
    ['root, by a container', secured({ runAsUser: 0 }), 'runs as root'],
    ['root, unsaid', plant({}, { securityContext: {} }), 'may run as root'],
    ['no seccomp profile', secured({ seccompProfile: { type: 'Unconfined' } }), 'has no seccomp profile'],
    ['a writable root', secured({ readOnlyRootFilesystem: false }), 'may write its root file system'],
    ['a port of the host', plant({ ports: [{ containerPort: 80, hostPort: 80 }] }), 'takes a port of the host'],
    ['the network of the host', plant({}, { hostNetwork: true }), 'takes hostNetwork'],
    [
      'a folder of the host',
      plant({}, { volumes: [{ name: 'x', hostPath: { path: '/' } }] }),
      'has a volume of kind hostPath',
    ],
    [
      'a careless init container',
      plant({}, { initContainers: [{ name: 'i', image: 'x' }] }),
      'container i may escalate privileges',
    ],
  ])('does not admit %s', (_, pod, problem) => {
    expect(podSecurityProblems(pod).join()).toContain(problem);
  });
});
