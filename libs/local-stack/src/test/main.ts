import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');
const jest = join(root, 'node_modules/jest/bin/jest.js');

/** Jest runs native modules by Node's `vm`, which still calls itself experimental in every process. */
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

const child = spawn(process.execPath, [jest, '-c', join(root, 'jest.config.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  env: {
    ...process.env,
    NODE_OPTIONS: [process.env['NODE_OPTIONS'], ...flags].filter(Boolean).join(' '),
    NODE_ENV: 'test',
  },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
process.on('disconnect', () => child.kill('SIGTERM'));
child.once('exit', (code) => process.exit(code ?? 1));
