import { join } from 'node:path';
import type { Helm } from './helm.ts';
import type { Kubectl } from './kubectl.ts';

export const RELEASE = 'hub';

export type Release = {
  kubectl: Kubectl;
  helm: Helm;
  namespace: string;
  /** Installs it, or changes it to these images and values; returns when every pod is ready. */
  upgrade(tag: string, ...settings: string[]): Promise<void>;
  rollback(): Promise<void>;
  /** The ledger's invariants, from outside: the words of the proof, and whether it holds. */
  verifyLedger(): Promise<{ holds: boolean; words: string }>;
};

export type ReleaseOptions = {
  kubectl: Kubectl;
  helm: Helm;
  namespace: string;
  repository: string;
  publicUrl: string;
  doorNamespace: string;
};

const UPGRADE_TIMEOUT = '10m';
const DOOR_PEER = 'global.networkPolicy.door.from[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name';

/**
 * What the test needs beside the evaluation profile: two of what serves calls, so that one may leave; a door that does not count the
 * generator's calls as those of one visitor; accounts with credit for all of them.
 */
const settings = [
  'api-gateway.replicas=2',
  'llm-worker.replicas=2',
  'auth-service.replicas=2',
  'core-service.replicas=2',
  'mcp-server.replicas=2',
  'frontend.replicas=2',
  'ingress.limits.api.perSecond=1000',
  'ingress.limits.api.burst=5000',
  'ingress.limits.login.perSecond=100',
  'ingress.limits.login.burst=500',
  'auth-service.config.REGISTRATIONS_PER_HOUR=100000',
];
const textSettings = ['auth-service.config.WELCOME_CREDITS=1000000'];

const pairsOf = (flag: string, pairs: readonly string[]): string[] => pairs.flatMap((pair) => [flag, pair]);

export function createRelease(options: ReleaseOptions): Release {
  const { kubectl, helm, namespace, repository, publicUrl, doorNamespace } = options;
  const common = [
    ...['--values', join(repository, 'k8s/environments/dev.values.yaml'), '--wait', '--timeout', UPGRADE_TIMEOUT],
    ...pairsOf('--set', [...settings, `global.publicUrl=${publicUrl}`, `${DOOR_PEER}=${doorNamespace}`]),
    ...pairsOf('--set-string', textSettings),
  ];
  return {
    kubectl,
    helm,
    namespace,
    async upgrade(tag, ...further) {
      const chart = join(repository, 'charts/smart-ai-hub');
      const own = ['--set-string', `global.image.tag=${tag}`, ...pairsOf('--set', further)];
      await helm('upgrade', '--install', RELEASE, chart, ...common, ...own);
    },
    async rollback() {
      await helm('rollback', RELEASE, '--wait', '--timeout', UPGRADE_TIMEOUT);
    },
    async verifyLedger() {
      const program = ['exec', `deploy/${RELEASE}-core-service`, '--', '/nodejs/bin/node'];
      return kubectl.run(...program, 'libs/ledger/src/verify/main.ts').then(
        (words) => ({ holds: true, words }),
        (error: unknown) => ({ holds: false, words: String(error) }),
      );
    },
  };
}
