import fc from 'fast-check';
import type { ApiOperations, Operation, Parameter } from './api-operations.ts';
import { arbitraryOf } from './arbitrary-of-schema.ts';
import { brokenFrom } from './break-value.ts';

/** Stands in a path for an id that an earlier answer told, if there is one. */
export const KNOWN_ID = Symbol('an id that exists');

export type Credential = 'good' | 'none' | 'key' | 'token' | 'basic';

/** A request as data, made before it is sent: the same seed makes the same ones. */
export type FuzzCase = {
  method: string;
  ids: Record<string, string | typeof KNOWN_ID>;
  query: [string, string][];
  headers: Record<string, string>;
  body?: string;
  credential: Credential;
  /** What must not be answered with success. */
  isBad: boolean;
};

/** The kinds of cases that an operation has, by name. */
export function casesOf(operation: Operation, api: ApiOperations): Record<string, fc.Arbitrary<FuzzCase>> {
  const good = goodCase(operation, api);
  const bad = (change: (one: FuzzCase) => fc.Arbitrary<Partial<FuzzCase>>) =>
    good.chain((one) => change(one).map((changed) => ({ ...one, ...changed, isBad: true })));
  const { body, parameters } = operation;
  const checked = parameters.filter((one) => refusedValues(one).length > 0);
  return {
    good,
    ...(body && {
      'broken body': bad(() =>
        brokenFrom(arbitraryOf(body.schema, api.resolve), body.accepts).map((value) => ({
          body: JSON.stringify(value),
        })),
      ),
      'not a JSON body': bad((one) => fc.constantFrom(...brokenBodies(one.body ?? '{}'))),
    }),
    ...(operation.schemes.some((scheme) => scheme !== 'refreshCookie') && {
      'bad credential': bad(() =>
        fc.constantFrom<Credential>('none', 'key', 'token', 'basic').map((credential) => ({ credential })),
      ),
    }),
    ...(checked.length > 0 && {
      'bad parameter': bad((one) => fc.oneof(...checked.flatMap((parameter) => badParameter(one, parameter)))),
    }),
  };
}

function goodCase(operation: Operation, api: ApiOperations): fc.Arbitrary<FuzzCase> {
  const { method, parameters, body } = operation;
  const at = (place: Parameter['in']) => parameters.filter((one) => one.in === place);
  const valueOf = ({ schema }: Parameter) => arbitraryOf(schema, api.resolve).map(String);
  const ids = at('path').map((one) => {
    // An empty id is another address.
    const made = valueOf(one).filter((value) => value !== '');
    return [one.name, /id$/.test(one.name) ? fc.oneof(fc.constant(KNOWN_ID), made) : made] as const;
  });
  const optional = (place: 'query' | 'header') => {
    const values = Object.fromEntries(at(place).map((one) => [one.name, valueOf(one)]));
    return fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
  };
  return fc.record({
    method: fc.constant(method),
    ids: fc.record(Object.fromEntries(ids)),
    query: optional('query').map((query) => Object.entries(query)),
    headers: optional('header').map(sendableHeaders),
    ...(body && { body: goodBody(body, api).map((value) => JSON.stringify(value)) }),
    credential: fc.constant<Credential>('good'),
    isBad: fc.constant(false),
  });
}

/** Anything that the schema accepts; and, so that calls get beyond their parser, the example with some of that. */
function goodBody(body: NonNullable<Operation['body']>, api: ApiOperations): fc.Arbitrary<unknown> {
  const anything = arbitraryOf(body.schema, api.resolve);
  const example = fc.tuple(anything, fc.array(fc.nat(), { maxLength: 2 })).map(([value, picks]) => {
    const members = Object.entries(value as object);
    const picked = picks.flatMap((pick) =>
      members.length > 0 ? [members[pick % members.length] as [string, unknown]] : [],
    );
    return { ...(body.example as object), ...Object.fromEntries(picked) };
  });
  return fc
    .oneof(anything, fc.constant(body.example), example)
    .filter((value) => body.accepts(JSON.parse(JSON.stringify(value))));
}

/** Header values are bytes on a line: what a client library would refuse to send is no case. */
function sendableHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([, value]) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)),
  );
}

const JSON_TYPE = 'application/json';

function brokenBodies(good: string): Partial<FuzzCase>[] {
  const typed = (type: string, body = good): Partial<FuzzCase> => ({ body, headers: { 'content-type': type } });
  const encoded = (encoding: string): Partial<FuzzCase> => ({
    body: good,
    headers: { 'content-type': JSON_TYPE, 'content-encoding': encoding },
  });
  const texts = [
    '{',
    '',
    'null',
    '[]',
    '"text"',
    '{"a":1',
    "{'a':1}",
    '\u0000',
    '[{}]',
    'NaN',
    `${good}${good}`,
    good.slice(0, -1),
  ];
  const nested = [300, 20_000].flatMap((levels) => [
    '['.repeat(levels) + ']'.repeat(levels),
    '{"a":'.repeat(levels) + '1' + '}'.repeat(levels),
  ]);
  return [
    ...[...texts, ...nested].map((body) => typed(JSON_TYPE, body)),
    ...[
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'nonsense',
    ].map((type) => typed(type)),
    typed(`${JSON_TYPE}; charset=latin9`),
    ...['zzz', 'gzip', 'br'].map(encoded),
  ];
}

const ODD_VALUES = [
  'x',
  '-1',
  '0',
  '1.5',
  '1e99',
  '',
  ' ',
  'NaN',
  '٣',
  '\u0000',
  '../..',
  'a/b',
  '%',
  'x'.repeat(2_000),
  '😀',
];

function refusedValues({ in: place, schema, accepts }: Operation['parameters'][number]): string[] {
  const isNumber = schema['type'] === 'integer' || schema['type'] === 'number';
  return ODD_VALUES.filter((text) => !accepts(isNumber ? Number(text) : text)).filter(
    (text) =>
      (place === 'path' && text !== '') || place === 'query' || (place === 'header' && /^[\x21-\x7e]*$/.test(text)),
  );
}

function badParameter(one: FuzzCase, parameter: Operation['parameters'][number]): fc.Arbitrary<Partial<FuzzCase>>[] {
  const { name, in: place } = parameter;
  const refused = fc.constantFrom(...refusedValues(parameter));
  if (place === 'path') return [refused.map((text) => ({ ids: { ...one.ids, [name]: text } }))];
  if (place === 'header') return [refused.map((text) => ({ headers: { ...one.headers, [name]: text } }))];
  const others = one.query.filter(([key]) => key !== name);
  const twice: [string, string][] = [
    [name, '1'],
    [name, '2'],
  ];
  return [
    refused.map((text) => ({ query: [...others, [name, text] as [string, string]] })),
    fc.constant({ query: [...others, ...twice] }),
  ];
}
