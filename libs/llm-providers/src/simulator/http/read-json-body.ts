import type { IncomingMessage } from 'node:http';

export type BodyResult =
  { kind: 'json'; body: Record<string, unknown>; bytes: number } | { kind: 'malformed' } | { kind: 'too-large' };

const MAX_BYTES = 32 * 1024 * 1024;

/** The JSON object in a request's body; rejects only when the connection breaks. */
export async function readJsonBody(request: IncomingMessage): Promise<BodyResult> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return { kind: 'too-large' };
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? { kind: 'json', body: body as Record<string, unknown>, bytes } : { kind: 'malformed' };
  } catch {
    return { kind: 'malformed' };
  }
}
