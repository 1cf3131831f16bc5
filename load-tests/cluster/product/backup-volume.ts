import { createReadStream, createWriteStream } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Kubectl } from './kubectl.ts';

const KEEPER = 'backup-volume';
const IMAGE = 'docker.io/library/postgres:17-trixie';

/** A pod that does nothing but hold the volume of the backups, through which files come out and go in. */
async function holdVolume(kubectl: Kubectl): Promise<void> {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  await kubectl.apply({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: KEEPER } },
    spec: {
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532 },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          ...{ name: KEEPER, image: IMAGE, imagePullPolicy: 'IfNotPresent', securityContext },
          command: ['sleep', '3600'],
          volumeMounts: [{ name: 'backups', mountPath: '/backups' }],
        },
      ],
      volumes: [{ name: 'backups', persistentVolumeClaim: { claimName: 'hub-backup' } }],
    },
  });
  await kubectl.run('wait', '--for=condition=Ready', `pod/${KEEPER}`, '--timeout=120s');
}

/** Does something with the volume while a pod holds it. */
async function withVolume<Result>(kubectl: Kubectl, use: () => Promise<Result>): Promise<Result> {
  await holdVolume(kubectl);
  try {
    return await use();
  } finally {
    await kubectl.run('delete', 'pod', KEEPER, '--wait');
  }
}

async function runPiped(
  kubectl: Kubectl,
  command: readonly string[],
  pipe: { to?: string; from?: string },
): Promise<void> {
  const child = spawn('kubectl', [...kubectl.arguments, 'exec', '--stdin', KEEPER, '--', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  if (pipe.from !== undefined) await pipeline(createReadStream(pipe.from), child.stdin);
  else child.stdin.end();
  if (pipe.to !== undefined) await pipeline(child.stdout, createWriteStream(pipe.to));
  const [code] = await ended;
  if (code !== 0) throw new Error(`kubectl exec ${command.join(' ')} ended with code ${code}`);
}

/** Copies the newest dump to a file of this machine; answers its name in the volume. */
export async function fetchDump(kubectl: Kubectl, file: string): Promise<string> {
  return withVolume(kubectl, async () => {
    const names = await kubectl.run('exec', KEEPER, '--', 'sh', '-c', 'ls -1 /backups/hub-*.dump');
    const newest = names.trim().split('\n').toSorted().at(-1) ?? '';
    await runPiped(kubectl, ['cat', newest], { to: file });
    return newest;
  });
}

/** Puts a file of this machine into the volume, under that name. */
export async function putDump(kubectl: Kubectl, file: string, name: string): Promise<void> {
  await withVolume(kubectl, () => runPiped(kubectl, ['sh', '-c', `cat > ${name}`], { from: file }));
}
