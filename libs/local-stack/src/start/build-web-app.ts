import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LogFile } from '../data-folder/log-file.ts';
import { startProcess } from '../processes/managed-process.ts';
import type { ProcessLedger } from '../processes/process-ledger.ts';
import { StartError } from '../start-error.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';

export type BuildOptions = { root: string; ledger: ProcessLedger; log: LogFile; host: HostEnvironment };

const SOURCES = [
  ...['frontend/src', 'frontend/public', 'frontend/index.html', 'frontend/vite.config.ts', 'frontend/package.json'],
  ...['libs/contracts/src', 'package-lock.json'],
];
const STAMP = '.built-from';

function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Changes when any file changes that the web app is built from. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => listFiles(join(root, source)))) {
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

export const webAppFolder = (root: string): string => join(root, 'frontend/dist');

function isBuildCurrent(root: string, hash: string): boolean {
  const stamp = join(webAppFolder(root), STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

async function runVite({ root, ledger, log, host }: BuildOptions): Promise<void> {
  const frontend = join(root, 'frontend');
  const vite = join(dirname(createRequire(join(frontend, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  const env = { PATH: host['PATH'] ?? '', HOME: host['HOME'] ?? '', NODE_ENV: 'production' };
  const build = await startProcess(
    {
      name: 'web-app-build',
      command: process.execPath,
      args: [vite, 'build'],
      cwd: frontend,
      env,
      marker: vite,
      onLine: log.write,
    },
    ledger,
  );
  const { code } = await build.exited;
  if (code !== 0)
    throw new StartError('The web app could not be built.', [...log.lastLines(15), `Its log: ${log.path}`]);
}

/** Builds the web app when a source changed since the last build. Answers whether it had to. */
export async function buildWebApp(options: BuildOptions): Promise<'built' | 'unchanged'> {
  const hash = hashSources(options.root);
  if (isBuildCurrent(options.root, hash)) return 'unchanged';
  await runVite(options);
  writeFileSync(join(webAppFolder(options.root), STAMP), hash);
  return 'built';
}
