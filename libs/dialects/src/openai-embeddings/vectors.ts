/** Numbers as base64 of little-endian 32-bit floats, whatever the byte order of this machine. */
export function encodeVector(numbers: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(numbers.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [at, number] of numbers.entries()) bytes.writeFloatLE(number, at * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}

/** The same numbers back: each is a 32-bit float, written out exactly. */
export function decodeVector(vector: string): number[] {
  const bytes = Buffer.from(vector, 'base64');
  return Array.from({ length: dimensionsOf(vector) }, (_, at) =>
    bytes.readFloatLE(at * Float32Array.BYTES_PER_ELEMENT),
  );
}

/** How many numbers a vector has. */
export function dimensionsOf(vector: string): number {
  return Math.floor(Buffer.byteLength(vector, 'base64') / Float32Array.BYTES_PER_ELEMENT);
}
