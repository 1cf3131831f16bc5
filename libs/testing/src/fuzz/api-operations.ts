import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export type JsonSchema = { [keyword: string]: unknown };

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: JsonSchema };

type Media = { schema: JsonSchema; example?: unknown };

export type DeclaredAnswer = { headers: string[]; content: Map<string, ValidateFunction> };

/** One operation of the served document, with what it needs to be called and its answers to be judged. */
export type Operation = {
  id: string;
  method: string;
  path: string;
  parameters: (Parameter & { accepts: ValidateFunction })[];
  body?: Media & { accepts: ValidateFunction };
  answers: Map<number, DeclaredAnswer>;
  /** The names of the security schemes of which one is needed; none where anybody may call. */
  schemes: string[];
};

export type ApiOperations = { operations: Operation[]; resolve(schema: JsonSchema): JsonSchema };

type WrittenOperation = {
  operationId: string;
  security: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { headers?: object; content?: Record<string, Media> }>;
};
type WrittenDocument = {
  paths: Record<string, Record<string, WrittenOperation>>;
  components: { schemas: Record<string, JsonSchema> };
};

/** Reads an OpenAPI 3.1 document as the hub serves it. */
export function readOperations(document: WrittenDocument): ApiOperations {
  const { components } = document;
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  const compile = (schema: JsonSchema) => ajv.compile({ ...schema, components });
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, written]) => toOperation(method.toUpperCase(), path, written, compile)),
  );
  return { operations, resolve: (schema) => resolveReference(schema, components.schemas) };
}

function toOperation(
  method: string,
  path: string,
  written: WrittenOperation,
  compile: (schema: JsonSchema) => ValidateFunction,
): Operation {
  const media = written.requestBody?.content['application/json'];
  const answers = Object.entries(written.responses).map(([status, { headers = {}, content = {} }]) => {
    const schemas = Object.entries(content).map(([type, { schema }]) => [type, compile(schema)] as const);
    return [Number(status), { headers: Object.keys(headers), content: new Map(schemas) }] as const;
  });
  return {
    id: written.operationId,
    method,
    path,
    parameters: (written.parameters ?? []).map((one) => ({ ...one, accepts: compile(one.schema) })),
    ...(media && { body: { ...media, accepts: compile(media.schema) } }),
    answers: new Map(answers),
    schemes: written.security.flatMap((scheme) => Object.keys(scheme)),
  };
}

function resolveReference(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = schemas[reference.slice('#/components/schemas/'.length)];
  if (target === undefined) throw new Error(`the document has no ${reference}`);
  return resolveReference(target, schemas);
}
