#!/usr/bin/env node
// The Prisma CLI, with our schema engine (WebAssembly, from npm) in place of the binary it would download.
// Plain JavaScript: runs before anything else of the repository does.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const library = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(dirname(library));
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');

const environment = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? join(library, 'src/schema-engine/main.ts'),
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
  // The engine is TypeScript that Node 24 runs as it is: the repository's own Node goes first.
  PATH: [join(repository, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
};

const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  cwd: library,
  env: environment,
  stdio: 'inherit',
});
process.exit(status ?? 1);
