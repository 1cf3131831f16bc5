import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { images } from './image-catalog.ts';

const repository = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

type Workflow = { jobs: { images: { strategy: { matrix: { include: { image: string; workspace: string }[] } } } } };

describe('the images of a release', () => {
  const catalog = images.map(({ name, workspace }) => ({ image: name, workspace }));

  it('are built by release.yml, all of them', () => {
    const { jobs } = parse(read('.github/workflows/release.yml')) as Workflow;
    expect(jobs.images.strategy.matrix.include).toEqual(catalog);
  });

  it.each(['ci.yml', 'release.yml', 'deploy.yml'])('%s uses actions by their commit alone', (file) => {
    const uses = [...read(`.github/workflows/${file}`).matchAll(/uses: (\S+)(.*)/g)];
    expect(uses.length).toBeGreaterThan(0);
    for (const [, action, comment] of uses) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });
});
