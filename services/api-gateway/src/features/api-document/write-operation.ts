import type { Endpoint, EndpointAuth } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import type { ComponentSchemas, JsonSchema } from './component-schemas.ts';
import { writeAnswers } from './write-answers.ts';

type Place = 'path' | 'query' | 'header';

/** One endpoint as an operation of OpenAPI: https://spec.openapis.org/oas/v3.1.1#operation-object. */
export function writeOperation(
  endpoint: Endpoint,
  { operationId, tag, components }: { operationId: string; tag: string; components: ComponentSchemas },
): JsonSchema {
  const { summary, description, params, query, headers, body, example } = endpoint;
  const parameters = [
    ...writeParameters(params, 'path', components),
    ...writeParameters(query, 'query', components),
    ...writeParameters(headers, 'header', components),
  ];
  const media = body && {
    schema: components.write(body, 'input'),
    ...(example !== undefined && { example }),
  };
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(endpoint),
    ...(parameters.length > 0 && { parameters }),
    ...(media && { requestBody: { required: true, content: { 'application/json': media } } }),
    responses: writeAnswers(endpoint, components),
  };
}

function writeParameters(schema: z.ZodType | undefined, place: Place, components: ComponentSchemas): JsonSchema[] {
  if (schema === undefined) return [];
  if (!(schema instanceof z.ZodObject))
    throw new Error(`the ${place} parameters of an endpoint must be an object schema`);
  return Object.entries(schema.shape).map(([name, member]) => {
    const { description, ...written } = components.write(member as z.ZodType, 'input');
    return {
      name,
      in: place,
      required: place === 'path' || !(member as z.ZodType).safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: written,
    };
  });
}

const schemesOf: Record<EndpointAuth, string[]> = {
  public: [],
  session: ['session'],
  admin: ['session'],
  caller: ['apiKey', 'xApiKey', 'session'],
};

/** Any one of the schemes will do; an empty list means that nobody is asked. */
function securityOf({ auth, cookie }: Endpoint): Record<string, string[]>[] {
  const schemes = cookie ? [cookie] : schemesOf[auth];
  return schemes.map((scheme) => ({ [scheme]: [] }));
}

/** How a caller says who they are, by the names that operations refer to. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: "An API key of the hub (`sah_live_…`), as OpenAI's clients send theirs.",
  },
  xApiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: "An API key of the hub, as Anthropic's clients send theirs.",
  },
  session: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The short-lived access token of a signed-in person, from `/api/auth/login` or `/api/auth/refresh`.',
  },
  refreshCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-refresh',
    description:
      'Set by signing in; browsers send it by themselves. Its name is `refresh` where the hub runs on plain http.',
  },
  queueBoardCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Secure-queues',
    description:
      'Set by `POST /api/admin/queues/session` for ten minutes. Its name is `queues` where the hub runs on plain http.',
  },
};
