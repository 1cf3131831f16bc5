// In a build: node libs/images/src/prune/main.ts <workspace> <out> [--tools prisma,vite]
// Writes <out>/manifests, from which npm installs, and <out>/sources, which run.
import { parseArgs } from 'node:util';
import { pruneRepository } from './prune-repository.ts';

const { values, positionals } = parseArgs({ options: { tools: { type: 'string' } }, allowPositionals: true });
const [target, out] = positionals;
if (target === undefined || out === undefined) throw new Error('usage: main.ts <workspace> <out> [--tools a,b]');
pruneRepository({ repository: process.cwd(), target, out, tools: values.tools?.split(',') ?? [] });
