import { describe, expect, it } from '@jest/globals';
import { type EndpointGroup, defineEndpoint } from '@smart-ai-hub/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { buildApiDocument } from './build-api-document.ts';
import { publicGroups } from './public-groups.ts';

const document = buildApiDocument(publicGroups, { version: '1.2.3' });

const groupOf = (endpoint: EndpointGroup['endpoints'][string]): EndpointGroup[] => [
  { tag: 'Things', service: 'core-service', endpoints: { changeThing: endpoint } },
];

/** A sample with everything that needs care: transforms, pipes, defaults, refinements, custom types and a shared schema. */
const thingSchema = z.object({ id: z.string(), kind: z.string().default('plain') }).meta({ id: 'Thing' });
const sample = defineEndpoint({
  method: 'PUT',
  path: '/things/:id',
  summary: 'Change a thing',
  auth: 'caller',
  status: 200,
  params: z.object({ id: z.string().regex(/^\w+$/) }),
  query: z.object({ dry: z.enum(['yes', 'no']).default('no'), page: z.coerce.number().int().min(1) }),
  headers: z.object({ 'x-mood': z.string().optional().describe('How you feel.') }),
  body: z.object({
    email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
    ttl: z
      .string()
      .nullish()
      .transform((text) => Number(text)),
    size: z
      .number()
      .default(3)
      .refine((size) => size !== 4),
    input: z.custom<object>((value) => typeof value === 'object').meta({ type: 'object' }),
    kept: z.looseObject({}),
    closed: z.strictObject({}),
  }),
  response: z.object({ thing: thingSchema, others: z.array(thingSchema), at: z.iso.datetime() }),
  events: z.object({ type: z.literal('ping') }),
  errors: ['not_found'],
});
const written = buildApiDocument(groupOf(sample), { version: '1' });
const operation = written.paths['/things/{id}']?.['put'];

describe('the API document', () => {
  it('is valid by the schema of OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('holds every declared endpoint under a name of its own', () => {
    const endpoints = publicGroups.flatMap((group) => Object.entries(group.endpoints));
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(endpoints.length);
    expect(names.sort()).toEqual(endpoints.map(([name]) => name).sort());
  });

  it('refers only to what it holds', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`);
    expect(references.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(references));
  });

  it.each(
    publicGroups.flatMap(({ endpoints }) => Object.entries(endpoints).filter(([, { body }]) => body !== undefined)),
  )('shows a body of %s that fits its schema', (_name, { body, example }) => {
    expect(example).toBeDefined();
    expect(body?.safeParse(example).error?.issues).toBeUndefined();
  });
});

describe('an endpoint in the API document', () => {
  it('shows its body as callers may send it: before transforms and pipes, defaults left out, open unless strict', () => {
    const media = (operation?.['requestBody'] as { content: Record<string, { schema: unknown }> }).content;
    expect(media['application/json']?.schema).toEqual({
      type: 'object',
      properties: {
        email: { type: 'string', maxLength: 254 },
        ttl: { type: ['string', 'null'] },
        size: { type: 'number', default: 3 },
        input: { type: 'object' },
        kept: { type: 'object', properties: {} },
        closed: { type: 'object', properties: {}, additionalProperties: false },
      },
      required: ['email', 'input', 'kept', 'closed'],
    });
  });

  it('shows its parameters by place, required only where they are', () => {
    expect(operation?.['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^\\w+$' } },
      { name: 'dry', in: 'query', required: false, schema: { type: 'string', enum: ['yes', 'no'], default: 'no' } },
      { name: 'page', in: 'query', required: true, schema: { type: 'integer', minimum: 1 } },
      { name: 'x-mood', in: 'header', required: false, description: 'How you feel.', schema: { type: 'string' } },
    ]);
  });

  it('shows its answer as callers get it, shared schemas as components, and its events', () => {
    const answers = operation?.['responses'] as Record<string, { content: Record<string, { schema: unknown }> }>;
    expect(answers['200']?.content).toEqual({
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            thing: { $ref: '#/components/schemas/Thing' },
            others: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
            at: { type: 'string', format: 'date-time' },
          },
          required: ['thing', 'others', 'at'],
        },
      },
      'text/event-stream': {
        schema: { type: 'object', properties: { type: { type: 'string', const: 'ping' } }, required: ['type'] },
      },
    });
    expect(written.components.schemas['Thing']).toEqual({
      type: 'object',
      properties: { id: { type: 'string' }, kind: { type: 'string', default: 'plain' } },
      required: ['id', 'kind'],
    });
  });

  it('shows each error under its status, in its envelope, with an example and the headers that go with it', () => {
    const answers = operation?.['responses'] as Record<
      string,
      { content: object; headers: object; description: string }
    >;
    expect(Object.keys(answers)).toEqual(['200', '400', '401', '404', '413', '415', '500', '503']);
    expect(answers['401']?.description).toContain('[`invalid_api_key`](/docs/errors/invalid_api_key)');
    expect(Object.keys(answers['503']?.headers ?? {})).toEqual(['x-request-id', 'x-should-retry', 'retry-after']);
    expect(answers['404']?.content).toEqual({
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: {
          not_found: { summary: 'Not found', value: expect.objectContaining({ code: 'not_found', status: 404 }) },
        },
      },
    });
    const anthropic = buildApiDocument(groupOf({ ...sample, envelope: 'anthropic' }), { version: '1' });
    expect(JSON.stringify(anthropic.paths)).toContain('#/components/schemas/AnthropicError');
  });

  it('says who may call', () => {
    expect(operation?.['security']).toEqual([{ apiKey: [] }, { xApiKey: [] }, { session: [] }]);
    const securityOf = (name: string) =>
      Object.values(document.paths)
        .flatMap((item) => Object.values(item))
        .find(({ operationId }) => operationId === name)?.['security'];
    expect(securityOf('login')).toEqual([]);
    expect(securityOf('me')).toEqual([{ session: [] }]);
    expect(securityOf('refresh')).toEqual([{ refreshCookie: [] }]);
  });

  it('cannot share a name with another schema', () => {
    const other = defineEndpoint({ ...sample, path: '/others/:id', response: z.object({}).meta({ id: 'Thing' }) });
    expect(() => buildApiDocument([...groupOf(sample), ...groupOf(other)], { version: '1' })).toThrow(
      'have the id Thing',
    );
  });
});
