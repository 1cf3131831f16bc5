import type { ImageDefinition } from '../image-catalog.ts';
import { renderNodeDockerfile } from './render-node-dockerfile.ts';
import { renderWebDockerfile } from './render-web-dockerfile.ts';

export function renderDockerfile(image: ImageDefinition): string {
  const { program } = image;
  return program === undefined ? renderWebDockerfile(image) : renderNodeDockerfile({ ...image, program });
}
