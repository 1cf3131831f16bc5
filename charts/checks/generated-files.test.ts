import { describe, expect, it } from '@jest/globals';
import { keepFile } from './committed-file.ts';
import { chartsFolder, generatedFiles } from './generated-files.ts';
import { join } from 'node:path';

describe('what is written from the services’ settings', () => {
  it.each(generatedFiles())('charts/$path is up to date; `npm run charts -- --write` renews it', ({ path, text }) => {
    expect(keepFile(join(chartsFolder, path), text, false)).toEqual([]);
  });
});
