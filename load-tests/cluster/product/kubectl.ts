import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { runCommand } from '@smart-ai-hub/images';
import { z } from 'zod';

export type Kubectl = {
  /** Those that name cluster and namespace. */
  arguments: readonly string[];
  /** Answers what it wrote; throws with its words when it fails. */
  run(...args: string[]): Promise<string>;
  apply(manifest: object): Promise<void>;
  /** POSTs to the API server as it is. */
  post(path: string, body: object): Promise<void>;
  listPods(selector?: string): Promise<Pod[]>;
  /** Runs a program of ours inside a pod's first container: `-e` and its text. */
  runNode(pod: string, ...args: string[]): Promise<string>;
};

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
  status: z.object({
    phase: z.string(),
    podIP: z.string().optional(),
    containerStatuses: z.array(z.object({ ready: z.boolean(), restartCount: z.number() })).default([]),
  }),
});

export type Pod = {
  name: string;
  /** `api-gateway`, `llm-worker`, …: its `app.kubernetes.io/name`. */
  part: string;
  address: string | undefined;
  image: string;
  isReady: boolean;
  isLeaving: boolean;
  /** A job or a test that has done its work. */
  isFinished: boolean;
  restarts: number;
};

function toPod({ metadata, spec, status }: z.output<typeof podSchema>): Pod {
  const { containerStatuses } = status;
  return {
    name: metadata.name,
    part: metadata.labels['app.kubernetes.io/name'] ?? '',
    address: status.podIP,
    image: spec.containers[0]?.image ?? '',
    isReady: containerStatuses.length > 0 && containerStatuses.every(({ ready }) => ready),
    isLeaving: metadata.deletionTimestamp !== undefined,
    isFinished: status.phase === 'Succeeded' || status.phase === 'Failed',
    restarts: containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
  };
}

/** kubectl for one namespace. */
export function createKubectl({
  kubeconfig,
  namespace,
}: {
  kubeconfig: string | undefined;
  namespace: string;
}): Kubectl {
  const common = [...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]), '--namespace', namespace];
  const run = (...args: string[]) => runCommand({ program: 'kubectl', args: [...common, ...args] });

  async function feed(args: readonly string[], body: object): Promise<void> {
    const child = spawn('kubectl', [...common, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
    child.stdin.end(JSON.stringify(body));
    const [words, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${words}`);
  }
  return {
    arguments: common,
    run,
    apply: (manifest) => feed(['apply', '--filename', '-'], manifest),
    post: (path, body) => feed(['create', '--raw', path, '--filename', '-'], body),
    async listPods(selector) {
      const chosen = selector === undefined ? [] : ['--selector', selector];
      const { items } = z
        .object({ items: z.array(podSchema) })
        .parse(JSON.parse(await run('get', 'pods', ...chosen, '--output', 'json')));
      return items.map(toPod);
    },
    runNode: (pod, ...args) => run('exec', pod, '--', '/nodejs/bin/node', ...args),
  };
}
