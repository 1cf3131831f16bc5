import fc from 'fast-check';
import type { JsonSchema } from './api-operations.ts';

type Resolve = (schema: JsonSchema) => JsonSchema;

/** Schemas may hold themselves; below this only what is required is made. */
const MAX_DEPTH = 6;

/** What stores, logs and parsers trip over, beside ordinary text. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e',
  '%00',
  "' OR 1=1 --",
  '{{7*7}}',
  '../../etc',
  '😀'.repeat(40),
];
const oddText = fc.constantFrom(...ODD_TEXTS);

/** Values that a JSON schema of 2020-12 accepts, as far as zod writes such schemas. */
export function arbitraryOf(written: JsonSchema, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolve(written);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const branches = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  if (branches) return fc.oneof(...branches.map((branch) => arbitraryOf(branch, resolve, depth + 1)));
  const types = Array.isArray(schema['type']) ? (schema['type'] as unknown[]) : [schema['type']];
  return fc.oneof(...types.map((type) => arbitraryOfType(type, schema, resolve, depth)));
}

function arbitraryOfType(type: unknown, schema: JsonSchema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numberOf(type, schema);
    case 'string':
      return textOf(schema);
    case 'array':
      return fc.array(arbitraryOf((schema['items'] ?? {}) as JsonSchema, resolve, depth + 1), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.max(Number(schema['minItems'] ?? 0), depth >= MAX_DEPTH ? 0 : 3),
      });
    case 'object':
      return objectOf(schema, resolve, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Made within the bounds: a filter of wider numbers could search for ever. */
function numberOf(type: 'integer' | 'number', schema: JsonSchema): fc.Arbitrary<number> {
  const lowest = 'exclusiveMinimum' in schema ? Number(schema['exclusiveMinimum']) + 1 : schema['minimum'];
  const min = Math.ceil(Number(lowest ?? Number.MIN_SAFE_INTEGER));
  const max = Math.floor(Number(schema['maximum'] ?? Number.MAX_SAFE_INTEGER));
  const within = (to: number) => fc.bigInt({ min: BigInt(min), max: BigInt(to) }).map(Number);
  const whole = fc.oneof(within(Math.min(max, min + 100)), within(max), fc.constantFrom(min, max));
  return type === 'integer' ? whole : fc.oneof(whole, fc.double({ min, max, noNaN: true }));
}

/** Those that ISO 8601 writes with four digits. */
const YEARS = { min: new Date('0001-01-01'), max: new Date('9999-12-31') };

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = Number(schema['minLength'] ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema['maxLength'] ?? 60), 300));
  if (schema['format'] === 'email') return fc.emailAddress();
  if (schema['format'] === 'date')
    return fc.date({ noInvalidDate: true, ...YEARS }).map((date) => date.toISOString().slice(0, 10));
  if (schema['format'] === 'date-time')
    return fc.date({ noInvalidDate: true, ...YEARS }).map((date) => date.toISOString());
  const plain = fc.string({ unit: 'grapheme', minLength, maxLength });
  const pattern = schema['pattern'];
  const text = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: oddText });
  const fits = (value: string) =>
    [...value].length >= minLength &&
    [...value].length <= maxLength &&
    (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value));
  if (typeof pattern !== 'string') return text.filter(fits);
  const words = fc.string({ unit: fc.constantFrom(...'abcXYZ019_'), minLength, maxLength: Math.min(maxLength, 20) });
  // Among texts of any kind one of a narrow pattern could be searched for for ever: it is made by the pattern, which is slow.
  const isWide = new RegExp(pattern, 'u').test('a'.repeat(Math.max(minLength, 1)));
  return isWide ? fc.oneof(words, text).filter(fits) : fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
}

function objectOf(schema: JsonSchema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  const required = new Set((schema['required'] ?? []) as string[]);
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const made = members.filter(([name]) => required.has(name) || depth < MAX_DEPTH);
  const model = Object.fromEntries(made.map(([name, member]) => [name, arbitraryOf(member, resolve, depth + 1)]));
  const known = fc.record(model, { requiredKeys: [...required].filter((name) => name in model) });
  if (schema['additionalProperties'] === false) return known;
  // Members that nobody knows: clients are newer than we are. A null prototype would not survive JSON.
  const unknown = fc.dictionary(
    fc.string({ maxLength: 8 }).filter((name) => !(name in model)),
    fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 1 },
  );
  return fc
    .tuple(known, fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: unknown }))
    .map(([one, other]) => ({ ...other, ...one }));
}
