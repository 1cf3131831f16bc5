import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { chargedOutcomes } from './charged-outcomes.ts';
import { renderChargePage } from './render-charge-page.ts';

const repository = join(import.meta.dirname, '../../../../..');
const read = (file: string) => readFileSync(join(repository, file), 'utf8');

describe('docs/what-is-charged.md', () => {
  it('has the tables that the tests have', () => {
    const page = read('docs/what-is-charged.md');
    expect(page).toBe(renderChargePage(page));
  });

  it.each(Object.values(chargedOutcomes))('says of "$outcome" what a test shows', ({ shownBy }) => {
    expect(shownBy.title.length).toBeGreaterThan(10);
    expect(read(shownBy.file)).toContain(shownBy.title);
  });
});
