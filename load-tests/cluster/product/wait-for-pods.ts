import { waitUntil } from '@smart-ai-hub/local-stack';
import type { Kubectl } from './kubectl.ts';

const DEADLINE_MS = 300_000;

/** Waits until none is missing, starting or leaving: as many ready pods of each Deployment and StatefulSet as it wants. */
export async function waitForPods(kubectl: Kubectl, deadlineMs = DEADLINE_MS): Promise<void> {
  const path =
    'jsonpath={range .items[*]}{.spec.replicas}/{.status.readyReplicas}/{.status.updatedReplicas}{"\\n"}{end}';
  const isWell = async (): Promise<boolean> => {
    const lines = (await kubectl.run('get', 'deployments,statefulsets', '--output', path)).trim().split('\n');
    return lines.every((line) => {
      const [wanted, ready, updated] = line.split('/');
      return wanted === ready && wanted === updated;
    });
  };
  if (!(await waitUntil(isWell, deadlineMs))) {
    throw new Error(`not every pod is ready after ${deadlineMs / 1_000} s:\n${await kubectl.run('get', 'pods')}`);
  }
}
