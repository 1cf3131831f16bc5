import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../processes/end-process.ts';
import { commandLineOf } from '../processes/process-info.ts';

/** The process named by `postmaster.pid`, when it runs and serves exactly this data folder. */
export function findPostmaster(dataFolder: string): { pid: number; port: number } | undefined {
  const pidFile = join(dataFolder, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const [pid = '', folder, , port = ''] = readFileSync(pidFile, 'utf8').split('\n');
  const commandLine = commandLineOf(Number(pid));
  const isOurs =
    folder === dataFolder && commandLine?.includes('postgres') === true && commandLine.includes(dataFolder);
  return isOurs ? { pid: Number(pid), port: Number(port) } : undefined;
}

/**
 * A server whose parent was killed goes on without it. Ends it with a fast shutdown, and removes the pid file when
 * another program has taken the number since: PostgreSQL would refuse to start over it.
 */
export async function endOrphanedPostgres(dataFolder: string): Promise<boolean> {
  const postmaster = findPostmaster(dataFolder);
  if (postmaster !== undefined) await endProcess(postmaster.pid, { signal: 'SIGINT', graceMs: 15_000 });
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
  return postmaster !== undefined;
}
