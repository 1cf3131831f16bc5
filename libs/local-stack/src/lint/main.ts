import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checks } from './checks.ts';
import { runChecks } from './run-checks.ts';

const root = join(import.meta.dirname, '../../../..');
const failed = await runChecks(checks, { root, env: process.env, atOnce: Math.min(3, availableParallelism()) });
process.exitCode = failed === 0 ? 0 : 1;
