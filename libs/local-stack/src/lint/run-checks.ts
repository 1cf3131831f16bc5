import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { print } from '../../bin/bootstrap/progress.mjs';
import type { Check } from './checks.ts';

export type RunChecksOptions = { root: string; env: NodeJS.ProcessEnv; atOnce: number };

type CheckResult = { isOk: boolean; output: string };

function runCheck({ program, args }: Check, { root, env }: RunChecksOptions): Promise<CheckResult> {
  const child = spawn(process.execPath, [join(root, 'node_modules/.bin', program), ...args], { cwd: root, env });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ isOk: false, output: error.message }));
    child.once('close', (code) => resolve({ isOk: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** Prints a line per check as it ends and, at the end, what the failed ones said. Answers how many failed. */
export async function runChecks(checks: readonly Check[], options: RunChecksOptions): Promise<number> {
  const waiting = [...checks];
  const failures: string[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { isOk, output } = await runCheck(check, options);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      print(`${isOk ? '✓' : '✗'} ${check.name}: ${check.program} (${seconds} s)`);
      if (!isOk) failures.push(`\n── ${check.name}: ${check.program} ${check.args.join(' ')}\n${output.trimEnd()}`);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  for (const failure of failures) print(failure);
  return failures.length;
}
