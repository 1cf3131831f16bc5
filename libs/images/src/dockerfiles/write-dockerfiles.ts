import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerfileOf, images } from '../image-catalog.ts';
import { renderDockerfile } from './render-dockerfile.ts';

// Run after a change of a template, a base or the catalog: node libs/images/src/dockerfiles/write-dockerfiles.ts
const repository = join(import.meta.dirname, '../../../..');
for (const image of images) writeFileSync(join(repository, dockerfileOf(image)), renderDockerfile(image));
