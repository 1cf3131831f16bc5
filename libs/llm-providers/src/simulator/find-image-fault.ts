const SIGNATURES: [type: string, base64: string][] = [
  ['image/png', 'iVBORw0KGgo'],
  ['image/jpeg', '/9j/'],
  ['image/gif', 'R0lGOD'],
  ['image/webp', 'UklGR'],
];

/** What a provider that opens pictures finds wrong with one: bytes that are none, or that are of another type than is said. */
export function findImageFault(mediaType: string, base64: string): 'no-image' | { isType: string } | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'no-image';
  const isType = SIGNATURES.find(([, start]) => base64.startsWith(start))?.[0];
  if (isType === undefined) return 'no-image';
  return isType === mediaType ? undefined : { isType };
}
