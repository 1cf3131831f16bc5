import { describe, expect, it } from '@jest/globals';
import { images } from '../image-catalog.ts';
import { judgeSizes } from './judge-sizes.ts';
import { readImagesOptions } from './read-options.ts';
import { runCommand } from './run-command.ts';

describe('npm run images', () => {
  it('names the image that is larger than it may be, and no other', () => {
    const [first, second] = images;
    if (first === undefined || second === undefined) throw new Error('the catalog is empty');
    const built = [
      { image: first, reference: 'one', bytes: first.maxMegabytes * 1_000_000, archive: undefined },
      { image: second, reference: 'two', bytes: second.maxMegabytes * 1_000_000 + 1, archive: undefined },
    ];
    expect(judgeSizes(built)).toEqual([expect.stringMatching(/^two has 201 MB; at most 200/)]);
  });

  it('builds all images, or those that are named', () => {
    expect(readImagesOptions([]).chosen).toBe(images);
    expect(readImagesOptions(['--only', 'frontend, llm-worker']).chosen.map(({ name }) => name)).toEqual([
      'frontend',
      'llm-worker',
    ]);
    expect(() => readImagesOptions(['--only', 'backend'])).toThrow(/--only knows api-gateway/);
  });

  it('ends with the last words of a program that fails', async () => {
    const failing = { program: process.execPath, args: ['-e', 'console.error("why it failed"); process.exit(3)'] };
    await expect(runCommand(failing)).rejects.toThrow(/ended with code 3:\n[^]*why it failed/);
    await expect(runCommand({ program: 'no-such-program', args: [] })).rejects.toThrow(/could not be run/);
  });
});
