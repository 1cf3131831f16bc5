import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const hasProcFolder = existsSync('/proc/self/cmdline');

/** The command line of a process, or undefined when it does not run (a zombie does not run). */
export function commandLineOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (hasProcFolder) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() || undefined;
    } catch {
      return undefined;
    }
  }
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return stdout.trim() || undefined;
}

export const isRunning = (pid: number): boolean => commandLineOf(pid) !== undefined;

/**
 * Process ids are reused, so a number in a file proves nothing. A process is ours when its command line holds a text
 * that only our checkout can have put there: the path of an entry point or of a data folder.
 */
export const isOurs = (pid: number, marker: string): boolean => commandLineOf(pid)?.includes(marker) ?? false;
