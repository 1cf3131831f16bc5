import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dockerfileOf, images } from '../image-catalog.ts';
import { baseImages, withoutDigest } from './base-images.ts';
import { renderDockerfile } from './render-dockerfile.ts';

const repository = join(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

describe('the Dockerfiles', () => {
  it.each(images)('$workspace/Dockerfile is what its template says', (image) => {
    expect(read(dockerfileOf(image))).toBe(renderDockerfile(image));
  });

  it.each(images)('$name runs as a user with a number, which a restricted namespace can check', (image) => {
    const finalStage = renderDockerfile(image)
      .split(/^FROM /m)
      .at(-1);
    expect(finalStage).toMatch(/^USER 65532:65532$/m);
  });

  it.each(Object.values(baseImages))('%s is pinned by digest', (image) => {
    expect(image).toMatch(/^[\w.-]+\/[\w/-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    expect(withoutDigest(image)).toMatch(/:[\w.-]+$/);
  });
});
