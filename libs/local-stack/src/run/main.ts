import { spawn } from 'node:child_process';
import { createClosers } from '../start/closers.ts';
import { readStartConfig } from '../start/config.ts';
import { report } from '../start/report.ts';
import { provideStores } from './provide-stores.ts';

/** For scripts that start stores of their own. */
const OWN_STORES = '--own-stores';
const given = process.argv.slice(2);
const bringsStores = given[0] === OWN_STORES;
const [script, ...args] = bringsStores ? given.slice(1) : given;
const closers = createClosers();

function runScript(file: string, env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...env }, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.on('disconnect', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

try {
  if (script === undefined)
    throw new Error('usage: node libs/local-stack/bin/run.mjs [--own-stores] <file.ts> [arguments]');
  const stores = bringsStores ? {} : await provideStores(readStartConfig([]), closers);
  process.exitCode = await runScript(script, stores);
} catch (error) {
  report(error);
  process.exitCode = 1;
}
await closers.closeAll();
process.exit();
