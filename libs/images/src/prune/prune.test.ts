import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { isNeeded } from '../trim/is-needed.ts';
import { isSource } from './is-source.ts';
import { pruneRepository } from './prune-repository.ts';

const repository = join(import.meta.dirname, '../../../..');
const out = mkdtempSync(join(tmpdir(), 'prune-'));
afterAll(() => rmSync(out, { recursive: true }));

describe('the part of the repository that an image is made of', () => {
  it('has the libraries that the program imports, and no others', () => {
    pruneRepository({ repository, target: 'services/auth-service', out, tools: [] });
    const there = (path: string) => existsSync(join(out, path));
    expect(there('sources/services/auth-service/src/main.ts')).toBe(true);
    expect(there('sources/libs/service-kit/src/index.ts')).toBe(true);
    expect(there('sources/libs/llm-providers')).toBe(false);
    expect(there('sources/libs/testing')).toBe(false);
    expect(there('sources/services/auth-service/node_modules')).toBe(false);
  });

  it('asks npm for no development dependency and for nothing of the root', () => {
    const root = JSON.parse(readFileSync(join(out, 'manifests/package.json'), 'utf8')) as Record<string, unknown>;
    expect(root).not.toHaveProperty('optionalDependencies');
    expect(root['workspaces']).toContain('services/auth-service');
    const service = readFileSync(join(out, 'manifests/services/auth-service/package.json'), 'utf8');
    expect(service).not.toContain('devDependencies');
  });

  it('keeps a tool that the build names, and refuses one that is not there', () => {
    pruneRepository({ repository, target: 'libs/database', out, tools: ['prisma'] });
    const manifest: unknown = JSON.parse(readFileSync(join(out, 'manifests/libs/database/package.json'), 'utf8'));
    expect(manifest).toMatchObject({ devDependencies: { prisma: expect.any(String) } });
    const unknown = { repository, target: 'libs/database', out, tools: ['webpack'] };
    expect(() => pruneRepository(unknown)).toThrow(/no development dependency webpack/);
  });

  it.each([
    ['src/main.ts', true],
    ['src/features/runs/runs.routes.ts', true],
    ['prisma/migrations/1_tables/migration.sql', true],
    ['src/main.test.ts', false],
    ['src/fixtures/answers.ts', false],
    ['src/generated/client.ts', false],
    ['README.md', false],
  ])('%s is a source: %s', (path, expected) => expect(isSource(path)).toBe(expected));

  it.each([
    ['express/lib/express.js', true],
    ['express/LICENSE', true],
    ['@prisma/client/runtime/client.mjs', true],
    ['@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs', true],
    ['@prisma/client/runtime/query_compiler_fast_bg.mysql.wasm-base64.mjs', false],
    ['@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs', true],
    ['@prisma/client/runtime/query_compiler_small_bg.postgresql.mjs', false],
    ['gpt-tokenizer/esm/encoding/o200k_base.js', true],
    ['gpt-tokenizer/cjs/main.js', false],
    ['@anthropic-ai/sdk/index.mjs', true],
    ['@anthropic-ai/sdk/index.js', false],
    // Modules of openai import scripts of its other form.
    ['openai/index.js', true],
    ['zod/index.js', true],
    ['openai/src/client.ts', false],
    ['openai/client.js.map', false],
    ['zod/index.d.cts', false],
  ])('%s is needed by a program that runs: %s', (path, expected) => expect(isNeeded(path)).toBe(expected));
});
