import { spawn } from 'node:child_process';
import { createClosers } from '../start/closers.ts';
import { readStartConfig } from '../start/config.ts';
import { report } from '../start/report.ts';
import { provideStores } from './provide-stores.ts';

const [script, ...args] = process.argv.slice(2);
const closers = createClosers();

function runScript(file: string, env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env }, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.on('disconnect', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

try {
  if (script === undefined) throw new Error('usage: node libs/local-stack/bin/run.mjs <file.ts> [arguments]');
  process.exitCode = await runScript(script, await provideStores(readStartConfig([]), closers));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
await closers.closeAll();
process.exit();
