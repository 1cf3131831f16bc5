/** Random hexadecimal text. `crypto.randomUUID` is missing on pages served over plain HTTP, which a first try of the hub may be. */
export function randomHex(byteCount: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(byteCount));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
