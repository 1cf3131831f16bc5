import { execFile } from 'node:child_process';

const DEADLINE_MS = 120_000;

/** Runs a program to its end and answers its stdout. Throws with its last line of complaint. */
export function runCommand(command: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, timeout: DEADLINE_MS, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const complaint = stderr.trim().split('\n').at(-1) ?? '';
      reject(new Error(`${command} failed: ${complaint === '' ? error.message : complaint}`));
    });
  });
}
