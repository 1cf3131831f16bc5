import { spawn } from 'node:child_process';

export type Command = {
  program: string;
  args: readonly string[];
  cwd?: string;
  /** Hears each line, as it comes. */
  onLine?: (line: string) => void;
};

const SHOWN_LINES = 40;

/**
 * Runs a program to its end and answers what it wrote to standard output. Throws with its last lines when it fails, or when it is not there.
 */
export function runCommand({ program, args, cwd, onLine }: Command): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let output = '';
  let open = '';
  const hear = (text: string): void => {
    const parts = (open + text).split('\n');
    open = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      onLine?.(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    hear(text);
  });
  child.stderr.setEncoding('utf8').on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} could not be run: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve(output);
      const lastLines = [...lines, open].slice(-SHOWN_LINES).join('\n');
      reject(new Error(`${program} ${args.join(' ')} ended with code ${code}:\n${lastLines}`));
    });
  });
}
