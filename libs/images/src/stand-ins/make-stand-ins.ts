import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Builder } from '../build/builder.ts';
import { runCommand } from '../build/run-command.ts';
import { baseImages, withoutDigest } from '../dockerfiles/base-images.ts';

export type StandInsOptions = {
  builder: Builder;
  /** Keeps what was downloaded. */
  cache: string;
  repository: string;
  /** Says which npm runs us, and whom this machine trusts. */
  host: NodeJS.ProcessEnv;
  /** Where archives of the stores are written to. */
  save: string | undefined;
  tell(line: string): void;
};

/** The stores of the charts' evaluation profile. */
const stores = {
  postgres: 'docker.io/library/postgres:17-trixie',
  redis: 'docker.io/library/redis:8-trixie',
} as const;

/** In the order in which one is made from another; by the name of its file in libs/images/stand-ins. */
const standIns: Record<string, string> = {
  debian: 'docker.io/library/debian:trixie-slim',
  node: withoutDigest(baseImages.build),
  'distroless-node': withoutDigest(baseImages.node),
  nginx: withoutDigest(baseImages.nginx),
  ...stores,
};

const MIRROR = 'http://deb.debian.org/debian';
const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
/** What no program reads, and half of the size. */
const PAPERS = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'var/lib/apt/lists',
  'var/cache/apt',
];

/**
 * Where no image registry can be reached: makes stand-ins for the public images, from Debian's packages and the Node that runs this, and
 * tags them with the public names. The Dockerfiles do not know. They are for tests and are never pushed. Needs root, debootstrap and
 * Debian's mirror.
 */
export async function makeStandIns(options: StandInsOptions): Promise<void> {
  const { builder, cache, save, tell } = options;
  await prepareContext(options);
  for (const [name, reference] of Object.entries(standIns)) {
    const dockerfile = join(cache, `${name}.Dockerfile`);
    await builder.build({ context: cache, dockerfile, reference });
    tell(`${reference}: a stand-in, made here`);
  }
  for (const [name, reference] of Object.entries(save === undefined ? {} : stores)) {
    const file = join(save ?? '', `${name}.tar`);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    await builder.save(reference, file);
  }
}

async function prepareContext({ cache, repository, host, tell }: StandInsOptions): Promise<void> {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(cache, 'debian.tar'))) await bootstrapDebian(cache, tell);
  cpSync(join(repository, 'libs/images/stand-ins'), cache, { recursive: true });
  cpSync(process.execPath, join(cache, 'node'), { dereference: true });
  cpSync(findNpm(host), join(cache, 'npm'), { recursive: true, dereference: true });
  cpSync(host['NODE_EXTRA_CA_CERTS'] ?? SYSTEM_AUTHORITIES, join(cache, 'authorities.pem'), {
    dereference: true,
  });
}

async function bootstrapDebian(cache: string, tell: StandInsOptions['tell']): Promise<void> {
  tell('Debian is put together by debootstrap, once …');
  const folder = join(cache, 'debian');
  rmSync(folder, { recursive: true, force: true });
  await runCommand({ program: 'debootstrap', args: ['--variant=minbase', 'trixie', folder, MIRROR] });
  for (const path of PAPERS) rmSync(join(folder, path), { recursive: true, force: true });
  const part = join(cache, 'debian.tar.part');
  await runCommand({
    program: 'tar',
    args: ['--numeric-owner', '--create', '--file', part, '--directory', folder, '.'],
  });
  renameSync(part, join(cache, 'debian.tar'));
  rmSync(folder, { recursive: true });
}

/** The npm that runs us, whose folder its own script lies two levels within. */
function findNpm(host: NodeJS.ProcessEnv): string {
  const script = host['npm_execpath'];
  if (script === undefined) throw new Error('Start this by npm: the stand-in for Node gets the same npm.');
  return dirname(dirname(script));
}
