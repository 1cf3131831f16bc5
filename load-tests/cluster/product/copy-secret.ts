import { z } from 'zod';
import type { Kubectl } from './kubectl.ts';
import { RELEASE } from './release.ts';

const secretSchema = z.object({ type: z.string(), data: z.record(z.string(), z.string()) });

/** Takes the evaluation profile's secret to another namespace, where the same release will go on with it. */
export async function copyEvaluationSecret(from: Kubectl, to: Kubectl, namespace: string): Promise<void> {
  const name = `${RELEASE}-evaluation`;
  const { type, data } = secretSchema.parse(JSON.parse(await from.run('get', 'secret', name, '--output', 'json')));
  const owner = { 'meta.helm.sh/release-name': RELEASE, 'meta.helm.sh/release-namespace': namespace };
  const metadata = { name, labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: owner };
  await to.apply({ apiVersion: 'v1', kind: 'Secret', type, data, metadata });
}
