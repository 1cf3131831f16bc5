import { parseArgs } from 'node:util';
import { type ImageDefinition, images } from '../image-catalog.ts';

export type ImagesOptions = {
  chosen: readonly ImageDefinition[];
  registry: string;
  tag: string | undefined;
  builder: string | undefined;
  /** Bases made on this machine in place of the public ones, and the stores of the evaluation profile. */
  standIns: boolean;
  /** Where archives of the images are written to. */
  save: string | undefined;
};

const DEFAULT_REGISTRY = 'ghcr.io/smart-ai-hub';

/** Throws a sentence when something is asked for that is not there. */
export function readImagesOptions(args: string[]): ImagesOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      registry: { type: 'string', default: DEFAULT_REGISTRY },
      tag: { type: 'string' },
      builder: { type: 'string' },
      'stand-ins': { type: 'boolean', default: false },
      save: { type: 'string' },
    },
  });
  const { registry, tag, builder, save } = values;
  return { chosen: chooseImages(values.only), registry, tag, builder, save, standIns: values['stand-ins'] };
}

function chooseImages(only: string | undefined): readonly ImageDefinition[] {
  if (only === undefined) return images;
  return only.split(',').map((name) => {
    const found = images.find((image) => image.name === name.trim());
    if (found === undefined) throw new Error(`--only knows ${images.map((image) => image.name).join(', ')}.`);
    return found;
  });
}
