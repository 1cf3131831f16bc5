import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { errorPage } from './error-guide.ts';
import { errorCodes } from './error-table.ts';

const folder = new URL('../../../../docs/errors/', import.meta.url);

describe('docs/errors', () => {
  it.each(errorCodes)('has the page of %s as it is in the guide', (code) => {
    expect(readFileSync(new URL(`${code}.md`, folder), 'utf8')).toBe(errorPage(code));
  });

  it('has no page of an error that is gone', () => {
    const known = new Set(errorCodes.map((code) => `${code}.md`));
    expect(readdirSync(folder).filter((file) => !known.has(file))).toEqual([]);
  });
});
