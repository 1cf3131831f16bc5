import { describeError } from './describe-error.ts';

/** Members that are never logged, whatever they hold. */
const secretMembers =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-?key|secret|client_?secret|password|password_?hash|(access_?|refresh_?|id_?)?token|prompt|messages|system|content)$/i;

/** Values that are secrets wherever they turn up, for instance inside an error's message. */
const secretValues: readonly [RegExp, string][] = [
  [/\bsah_live_[0-9A-Za-z]{8,}/g, 'sah_live_[redacted]'],
  [/\bsk-[0-9A-Za-z_-]{8,}/g, 'sk-[redacted]'],
  [/\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]*/g, '[redacted token]'],
  [/\bBearer\s+[^\s"\\]+/gi, 'Bearer [redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s/@"]+@/gi, '$1:[redacted]@'],
  // `JSON.parse` quotes what it could not read, here within a line that is JSON itself.
  [/(Unexpected token '[^]{1,6}', )(\.{3})?\\"[^]*?\\"(\.{3})? is not valid JSON/g, '$1[redacted] is not valid JSON'],
];

const MAX_DEPTH = 6;

/** A copy of a log entry in which members with secret names are masked, at any depth down to six. */
export function maskSecretMembers(entry: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [
      name,
      secretMembers.test(name) && value !== undefined && value !== null ? '[redacted]' : maskValue(value, depth + 1),
    ]),
  );
}

function maskValue(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return depth > MAX_DEPTH ? '[too deep]' : value.map((item) => maskValue(item, depth + 1));
  if (!isPlainObject(value)) return value;
  return depth > MAX_DEPTH ? '[too deep]' : maskSecretMembers(value, depth);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Replaces everything in a written line that has the form of a key, a token or a password in a URL. */
export function maskSecretValues(line: string): string {
  return secretValues.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), line);
}
