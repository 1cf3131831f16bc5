import { runCommand } from './run-command.ts';

export type BuildRequest = {
  /** The folder that COPY sees, and the Dockerfile within it. */
  context: string;
  dockerfile: string;
  /** The whole reference, e.g. `ghcr.io/smart-ai-hub/frontend:1.2.3`. */
  reference: string;
  buildArgs?: Record<string, string>;
  onLine?: (line: string) => void;
};

/** A program that makes images. */
export type Builder = {
  name: string;
  build(request: BuildRequest): Promise<void>;
  /** The size of its layers, unpacked. */
  measureBytes(reference: string): Promise<number>;
  /** Writes an archive that `kind load image-archive`, `ctr images import` and `docker load` read. */
  save(reference: string, file: string): Promise<void>;
};

const argsOf = (buildArgs: Record<string, string> = {}): string[] =>
  Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);

const docker: Builder = {
  name: 'docker',
  async build({ context, dockerfile, reference, buildArgs, onLine }) {
    const args = ['buildx', 'build', '--load', '--file', dockerfile, '--tag', reference, ...argsOf(buildArgs), '.'];
    await runCommand({ program: 'docker', args, cwd: context, ...(onLine && { onLine }) });
  },
  async measureBytes(reference) {
    const args = ['image', 'inspect', '--format', '{{.Size}}', reference];
    return Number(await runCommand({ program: 'docker', args }));
  },
  async save(reference, file) {
    await runCommand({ program: 'docker', args: ['save', '--output', file, reference] });
  },
};

/** Without a daemon and, by `chroot`, without a container runtime. The format of docker keeps HEALTHCHECK. */
const buildah: Builder = {
  name: 'buildah',
  async build({ context, dockerfile, reference, buildArgs, onLine }) {
    const args = ['build', '--isolation=chroot', '--format=docker', '--layers', '--network=host', '--pull=false'];
    const rest = ['--file', dockerfile, '--tag', reference, ...argsOf(buildArgs), '.'];
    await runCommand({ program: 'buildah', args: [...args, ...rest], cwd: context, ...(onLine && { onLine }) });
  },
  async measureBytes(reference) {
    const container = (await runCommand({ program: 'buildah', args: ['from', '--pull-never', reference] })).trim();
    try {
      const root = (await runCommand({ program: 'buildah', args: ['mount', container] })).trim();
      const sum = await runCommand({ program: 'du', args: ['--summarize', '--block-size=1', '--apparent-size', root] });
      return Number(sum.split('\t')[0]);
    } finally {
      await runCommand({ program: 'buildah', args: ['rm', container] });
    }
  },
  async save(reference, file) {
    await runCommand({ program: 'buildah', args: ['push', reference, `docker-archive:${file}:${reference}`] });
  },
};

export const builders: readonly Builder[] = [docker, buildah];

/** Whether the program is there and can do its work: a client of Docker alone cannot. */
async function isReady({ name }: Builder): Promise<boolean> {
  const args = name === 'docker' ? ['info'] : ['version'];
  return runCommand({ program: name, args }).then(
    () => true,
    () => false,
  );
}

/** The builder of that name, else the first that this machine has. Throws a sentence that says what to install. */
export async function findBuilder(name?: string): Promise<Builder> {
  for (const builder of builders)
    if ((name ?? builder.name) === builder.name && (await isReady(builder))) return builder;
  const wanted = name ?? builders.map((builder) => builder.name).join(' nor ');
  throw new Error(
    `${wanted} cannot build here; install Docker with a running engine, or buildah (apt-get install buildah).`,
  );
}
