import { spawn } from 'node:child_process';

export type Ended = { code: number | null; output: string };

export type RunOptions = { cwd: string; env: Record<string, string>; timeoutMs: number };

/** Runs a program without a terminal; gathers both of its outputs in the order in which they come. */
export function runToEnd([file = '', ...args]: string[], { cwd, env, timeoutMs }: RunOptions): Promise<Ended> {
  return new Promise((resolve) => {
    // A group of its own, so that what it has started ends with it.
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const timer = setTimeout(() => {
      output += `\n[ended after ${timeoutMs / 1_000} s]\n`;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (output += piece));
    }
    const end = (code: number | null) => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.once('error', ({ message }) => {
      output += message;
      end(null);
    });
    child.once('close', end);
  });
}
