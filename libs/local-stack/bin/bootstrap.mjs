// Runs on any Node from 20 on and without node_modules: installs what is missing, then hands over to TypeScript on Node 24.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode } from './bootstrap/find-node.mjs';
import { generateClient, isClientCurrent } from './bootstrap/generate.mjs';
import { install, isInstallCurrent } from './bootstrap/install.mjs';
import { step } from './bootstrap/progress.mjs';
import { runProgram } from './bootstrap/run-program.mjs';
import { SetupError } from './bootstrap/setup-error.mjs';

const library = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(library));

async function prepare() {
  if (!isInstallCurrent(root)) await step('dependencies installed', () => install(root));
  const node = findNode(root);
  if (!isClientCurrent(root)) await step('database client generated', () => generateClient(root, node));
  return node;
}

/**
 * Prepares the checkout and runs a program of this library; ends the process with its exit code.
 * @param {string} entry relative to the library
 * @param {{ env?: Record<string, string> }} [options]
 */
export async function bootstrap(entry, { env = {} } = {}) {
  try {
    const node = await prepare();
    process.exit(await runProgram({ root, node, entry: join(library, entry), args: process.argv.slice(2), env }));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\n${[error.message, ...error.hints.map((hint) => `  ${hint}`)].join('\n')}\n`);
    process.exitCode = 1;
  }
}
