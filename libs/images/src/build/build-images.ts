import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { baseImages, withoutDigest } from '../dockerfiles/base-images.ts';
import { type ImageDefinition, dockerfileOf } from '../image-catalog.ts';
import type { Builder } from './builder.ts';
import { type BuiltImage, BYTES_PER_MEGABYTE } from './judge-sizes.ts';

export type BuildImagesOptions = {
  repository: string;
  chosen: readonly ImageDefinition[];
  registry: string;
  tag: string;
  revision: string;
  builder: Builder;
  /** The bases are on this machine under their tags and have no digest. */
  hasLocalBases: boolean;
  save: string | undefined;
  tell(line: string): void;
};

/** Builds the images one after the other, so that the later ones find the stages of the first in the builder's cache. */
export async function buildImages(options: BuildImagesOptions): Promise<BuiltImage[]> {
  const { builder, chosen, registry, tag, save, tell } = options;
  const built: BuiltImage[] = [];
  for (const image of chosen) {
    const startedAt = performance.now();
    const reference = `${registry}/${image.name}:${tag}`;
    await builder.build({
      context: options.repository,
      dockerfile: dockerfileOf(image),
      reference,
      buildArgs: buildArgsOf(image, options),
    });
    const bytes = await builder.measureBytes(reference);
    const archive = save === undefined ? undefined : await saveArchive(builder, reference, join(save, image.name));
    built.push({ image, reference, bytes, archive });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    tell(`${reference}: ${(bytes / BYTES_PER_MEGABYTE).toFixed(0)} MB, at most ${image.maxMegabytes} (${seconds} s)`);
  }
  return built;
}

async function saveArchive(builder: Builder, reference: string, path: string): Promise<string> {
  const file = `${path}.tar`;
  mkdirSync(dirname(file), { recursive: true });
  // An archive is not written over: the image would be added to the old ones in it.
  rmSync(file, { force: true });
  await builder.save(reference, file);
  return file;
}

function buildArgsOf(
  image: ImageDefinition,
  { tag, revision, hasLocalBases }: BuildImagesOptions,
): Record<string, string> {
  const runtime = image.program === undefined ? baseImages.nginx : baseImages.node;
  const bases = { BUILD_IMAGE: withoutDigest(baseImages.build), RUNTIME_IMAGE: withoutDigest(runtime) };
  return { VERSION: tag, REVISION: revision, ...(hasLocalBases && bases) };
}
