import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Proof, requirements } from './requirements.ts';

const repository = join(import.meta.dirname, '../../../..');
const TESTS = ['libs/*/src/**/*.test.ts', 'libs/testing/src/product/**/*.ts', 'services/*/src/**/*.test.ts'];

/** `it('3, 15: …`, `title: '3, 15: …` and `it('… (3, 15)'`, whether one case or a table of them. */
const BEFORE = /(?:^|\(|title:)\s*(['"`])(\d+(?:(?:, | and )\d+)*): /gm;
const BEHIND = /\((\d+(?:, \d+)*)\)(['"`])/g;

const FOLDERS: Record<Proof, string> = {
  'every direction': 'libs/dialects/src/wire-compat/',
  product: 'libs/testing/src/product/',
};

/** The files whose titles carry a number, by number. */
function filesByNumber(): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const file of globSync(TESTS, { cwd: repository })) {
    const source = readFileSync(join(repository, file), 'utf8');
    const lists = [
      ...[...source.matchAll(BEFORE)].map((match) => match[2]),
      ...[...source.matchAll(BEHIND)].map((match) => match[1]),
    ];
    for (const number of lists.flatMap((list = '') => list.split(/, | and /)).map(Number)) {
      found.set(number, (found.get(number) ?? new Set()).add(file));
    }
  }
  return found;
}

describe('the list of what breaks in other gateways', () => {
  const files = filesByNumber();

  it.each(requirements)('$number is shown wherever it has to be: $sentence', ({ number, proofs }) => {
    const shownIn = [...(files.get(number) ?? [])];
    expect(shownIn.length).toBeGreaterThan(0);
    const missing = proofs.filter((proof) => !shownIn.some((file) => file.startsWith(FOLDERS[proof])));
    expect(missing).toEqual([]);
  });

  it('has each number once, without a gap', () => {
    expect(requirements.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
  });
});
