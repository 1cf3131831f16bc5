/** The first base64 characters of each format's magic bytes. */
const MAGIC: [prefix: string, mediaType: string][] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** The type of a base64 image by its first bytes: clients often name the wrong one, and providers then refuse the call. */
export function sniffMediaType(base64: string, declared: string): string {
  return MAGIC.find(([prefix]) => base64.startsWith(prefix))?.[1] ?? declared;
}
