import type { EndpointGroup } from '@smart-ai-hub/contracts';
import { createComponentSchemas, type JsonSchema } from './component-schemas.ts';
import { securitySchemes, writeOperation } from './write-operation.ts';

export type ApiDocument = {
  openapi: string;
  info: JsonSchema;
  servers: JsonSchema[];
  tags: { name: string }[];
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: JsonSchema };
};

const DESCRIPTION = `One account, one API key and one prepaid credit balance for every large language model.

Calls of models go to the routes of OpenAI and of Anthropic, by the clients that you already use, or to the hub's own runs.
Everything about your account is under \`/api\`. One credit is US$ 0.10.

Errors come in the form of their route: [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details under \`/api\`, OpenAI's
and Anthropic's own envelopes under \`/v1\`, JSON-RPC's at \`/mcp\`. Each has a stable code with a page under \`/docs/errors\`.`;

/** The OpenAPI 3.1 document of the endpoints: https://spec.openapis.org/oas/v3.1.1. */
export function buildApiDocument(groups: readonly EndpointGroup[], { version }: { version: string }): ApiDocument {
  const components = createComponentSchemas();
  const paths: ApiDocument['paths'] = {};
  for (const { tag, endpoints } of groups) {
    for (const [operationId, endpoint] of Object.entries(endpoints)) {
      const item = (paths[toTemplate(endpoint.path)] ??= {});
      item[endpoint.method.toLowerCase()] = writeOperation(endpoint, { operationId, tag, components });
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Smart AI Hub',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The hub that this document was read from.' }],
    tags: [...new Set(groups.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: components.list(), securitySchemes },
  };
}

/** `/api/runs/:id` and `/v1/models/*id` as OpenAPI writes them: `/api/runs/{id}`. */
function toTemplate(path: string): string {
  return path.replace(/[:*](\w+)/g, '{$1}');
}
