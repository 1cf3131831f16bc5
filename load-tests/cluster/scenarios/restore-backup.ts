import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../chaos/finding.ts';
import { fetchDump, putDump } from '../product/backup-volume.ts';
import { copyEvaluationSecret } from '../product/copy-secret.ts';
import { createHelm } from '../product/helm.ts';
import { createKubectl, type Kubectl } from '../product/kubectl.ts';
import { prepareNamespace, removeNamespace } from '../product/prepare-namespace.ts';
import { tags } from '../product/prepare-images.ts';
import { createRelease, RELEASE } from '../product/release.ts';
import { waitForPods } from '../product/wait-for-pods.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Evidence = {
  before: string;
  after: string;
  empty: string;
  ledger: { holds: boolean; words: string };
  /** The words of a test that failed. */
  testFailure: string;
};

const BACKUP = ['backup.enabled=true', 'backup.storage=1Gi'];
const JOB_TIMEOUT = '--timeout=180s';
/** The whole ledger in one line. */
const LEDGER = `SELECT count(*) || ' entries, ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t.id)), 'none')
  FROM core."CreditTransaction" t`;

const readLedger = async (kubectl: Kubectl): Promise<string> => {
  const psql = ['psql', '--username=hub', '--dbname=smart_ai_hub', '--tuples-only', '--no-align', '--command', LEDGER];
  return (await kubectl.run('exec', `${RELEASE}-postgresql-0`, '--', ...psql)).trim();
};

async function runJob(kubectl: Kubectl, job: 'backup' | 'restore'): Promise<void> {
  const name = `${job}-for-test`;
  await kubectl.run('create', 'job', name, `--from=cronjob/${RELEASE}-${job}`);
  await kubectl.run('wait', '--for=condition=Complete', `job/${name}`, JOB_TIMEOUT).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${await kubectl.run('logs', `job/${name}`)}`);
  });
  await kubectl.run('delete', 'job', name, '--wait');
}

const SERVICES = ['api-gateway', 'auth-service', 'core-service', 'mcp-server', 'llm-worker'];

async function scaleServices(kubectl: Kubectl, replicas: number): Promise<void> {
  const deployments = SERVICES.map((part) => `deployment/${RELEASE}-${part}`);
  await kubectl.run('scale', ...deployments, `--replicas=${replicas}`);
  const pods = `app.kubernetes.io/name in (${SERVICES.join(',')})`;
  if (replicas === 0) await kubectl.run('wait', '--for=delete', 'pod', '--selector', pods, JOB_TIMEOUT);
  else await waitForPods(kubectl);
}

async function restore(
  context: ClusterContext,
  dump: { file: string; name: string },
): Promise<Omit<Evidence, 'before'>> {
  const { options, repository, door } = context;
  const namespace = `${options.namespace}-restored`;
  const kubectl = createKubectl({ ...options, namespace });
  const helm = createHelm({ ...options, namespace });
  await prepareNamespace(kubectl, namespace);
  try {
    // The people of the dump sign in with the passwords that they had, the administrator of `helm test` among them.
    await copyEvaluationSecret(context.release.kubectl, kubectl, namespace);
    const publicUrl = door.url.replace('//', '//restored.');
    const common = { kubectl, helm, namespace, repository, publicUrl, doorNamespace: options.doorNamespace };
    const release = createRelease(common);
    await release.upgrade(tags.first, ...BACKUP, ...SERVICES.map((part) => `${part}.replicas=1`));
    const empty = await readLedger(kubectl);
    await putDump(kubectl, dump.file, dump.name);
    await scaleServices(kubectl, 0);
    await runJob(kubectl, 'restore');
    await scaleServices(kubectl, 1);
    const after = await readLedger(kubectl);
    const ledger = await release.verifyLedger();
    const testFailure = await helm('test', RELEASE, '--logs', '--timeout', '5m').then(() => '', String);
    return { empty, after, ledger, testFailure };
  } finally {
    await removeNamespace(kubectl, namespace);
  }
}

async function collect(context: ClusterContext): Promise<Evidence> {
  const { release } = context;
  await release.upgrade(tags.first, ...BACKUP);
  await release.helm('test', RELEASE, '--timeout', '5m');
  const before = await readLedger(release.kubectl);
  await runJob(release.kubectl, 'backup');
  const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
  try {
    const file = join(folder, 'hub.dump');
    const name = await fetchDump(release.kubectl, file);
    return { before, ...(await restore(context, { file, name })) };
  } finally {
    rmSync(folder, { recursive: true });
    await release.upgrade(tags.first);
  }
}

export const restoreBackup = defineScenario<Evidence>({
  id: 'restore',
  promise: 'a backup, restored in a second namespace, is the same ledger, and its hub works',
  collect,
  judge: ({ before, after, empty, ledger, testFailure }): Finding[] => [
    {
      promise: 'the restored ledger is the one that was backed up',
      seen: `${before}, then ${after}`,
      breaches: before === after && after !== empty ? [] : [`before ${before}; empty ${empty}; after ${after}`],
    },
    {
      promise: 'every invariant of it holds',
      seen: ledger.holds ? 'held' : 'broken',
      breaches: ledger.holds ? [] : [ledger.words],
    },
    {
      promise: 'helm test passes on it',
      seen: testFailure === '' ? 'passed' : 'failed',
      breaches: testFailure === '' ? [] : [testFailure],
    },
  ],
  figures: ({ before }) => ({ ledger: before }),
});
