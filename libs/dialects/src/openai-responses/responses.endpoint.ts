import { callHeaders, defineEndpoint, callRequestHeadersSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { callErrors } from '../requests/call-errors.ts';
import { responseAnswerSchema, responseEventSchema } from './responses.answer.ts';
import { responsesSchema } from './responses.schema.ts';

const params = z.object({ response_id: z.string() });

export const responsesEndpoints = {
  createResponse: defineEndpoint({
    method: 'POST',
    path: '/v1/responses',
    summary: "OpenAI's responses, for every model",
    description:
      'As [OpenAI describes it](https://platform.openai.com/docs/api-reference/responses/create). With `stream: true` the answer is a ' +
      'stream of events that ends with `response.completed`, `response.incomplete` or `response.failed`.',
    auth: 'caller',
    status: 200,
    headers: callRequestHeadersSchema,
    body: responsesSchema,
    example: { model: 'simulator-gpt', input: 'What is the capital of France?' },
    response: responseAnswerSchema,
    events: responseEventSchema,
    answerHeaders: callHeaders,
    errors: [...callErrors, 'previous_response_not_found'],
    envelope: 'openai',
  }),
  readResponse: defineEndpoint({
    method: 'GET',
    path: '/v1/responses/:response_id',
    summary: 'A stored response as it stands, or its events again',
    description:
      'Responses are kept for 24 hours after their end, unless they were made with `store: false`. With `stream=true` the answer is ' +
      'the stream of its events, from the one behind `starting_after` on.',
    auth: 'caller',
    status: 200,
    params,
    query: z.object({
      stream: z.stringbool().optional(),
      starting_after: z.coerce.number().int().min(0).optional(),
    }),
    response: responseAnswerSchema,
    events: responseEventSchema,
    errors: ['not_found', 'draining', 'websocket_unsupported'],
    envelope: 'openai',
  }),
  deleteResponse: defineEndpoint({
    method: 'DELETE',
    path: '/v1/responses/:response_id',
    summary: 'Forgets a stored response',
    description: 'One that is still running is cancelled.',
    auth: 'caller',
    status: 200,
    params,
    response: z.object({ id: z.string(), object: z.literal('response'), deleted: z.literal(true) }),
    errors: ['not_found'],
    envelope: 'openai',
  }),
  cancelResponse: defineEndpoint({
    method: 'POST',
    path: '/v1/responses/:response_id/cancel',
    summary: 'Cancels a response in the background',
    description: 'What it had produced is charged. One that has ended is shown as it is.',
    auth: 'caller',
    status: 200,
    params,
    response: responseAnswerSchema,
    errors: ['not_found'],
    envelope: 'openai',
  }),
  listInputItems: defineEndpoint({
    method: 'GET',
    path: '/v1/responses/:response_id/input_items',
    summary: 'What a stored response was asked',
    description: 'The items of its own `input`, without those of the responses before it.',
    auth: 'caller',
    status: 200,
    params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      order: z.enum(['asc', 'desc']).default('desc'),
      after: z.string().optional(),
    }),
    response: z.object({
      object: z.literal('list'),
      data: z.array(z.looseObject({ id: z.string(), type: z.string() })),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    }),
    errors: ['not_found'],
    envelope: 'openai',
  }),
};
