/** 24 base64 characters are 18 bytes: more than the longest signature below. */
const SNIFFED_CHARACTERS = 24;

/** The type of base64 data by its first bytes: clients often name the wrong one, and providers then refuse the call. */
export function sniffMediaType(base64: string): string | undefined {
  const head = Buffer.from(base64.slice(0, SNIFFED_CHARACTERS), 'base64').toString('latin1');
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (head.startsWith('%PDF-')) return 'application/pdf';
  return undefined;
}
