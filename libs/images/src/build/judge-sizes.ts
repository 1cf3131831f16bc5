import type { ImageDefinition } from '../image-catalog.ts';

export const BYTES_PER_MEGABYTE = 1_000_000;

export type BuiltImage = {
  image: ImageDefinition;
  reference: string;
  bytes: number;
  /** The file it was saved to, if it was. */
  archive: string | undefined;
};

/** One sentence for each image that is larger than it may be. */
export function judgeSizes(built: readonly BuiltImage[]): string[] {
  return built
    .filter(({ bytes, image }) => bytes > image.maxMegabytes * BYTES_PER_MEGABYTE)
    .map(
      ({ reference, bytes, image }) =>
        `${reference} has ${Math.ceil(bytes / BYTES_PER_MEGABYTE)} MB; at most ${image.maxMegabytes} are allowed.`,
    );
}
