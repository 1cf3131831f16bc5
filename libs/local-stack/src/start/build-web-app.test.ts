import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { hashSources } from './build-web-app.ts';

describe('the web app', () => {
  const root = mkdtempSync(join(tmpdir(), 'web-app-'));
  const write = (file: string, text: string): void => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  afterAll(() => rmSync(root, { recursive: true }));

  it('is built again when one of its sources, or a contract, changes or moves; not for anything else', () => {
    write('frontend/src/main.tsx', 'one');
    write('libs/contracts/src/index.ts', 'one');
    const hashes = [hashSources(root)];
    write('services/api-gateway/src/main.ts', 'one');
    expect(hashSources(root)).toBe(hashes[0]);
    for (const file of ['frontend/src/main.tsx', 'libs/contracts/src/index.ts', 'frontend/src/new.tsx']) {
      write(file, 'two');
      hashes.push(hashSources(root));
    }
    expect(new Set(hashes).size).toBe(4);
  });
});
