import { callHeaders, defineEndpoint, idempotencyHeaderSchema } from '@smart-ai-hub/contracts';
import { callErrors } from '../requests/call-errors.ts';
import { responseAnswerSchema, responseEventSchema } from './responses.answer.ts';
import { responsesSchema } from './responses.schema.ts';

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
    headers: idempotencyHeaderSchema,
    body: responsesSchema,
    example: { model: 'simulator-gpt', input: 'What is the capital of France?' },
    response: responseAnswerSchema,
    events: responseEventSchema,
    answerHeaders: callHeaders,
    errors: [...callErrors, 'not_found'],
    envelope: 'openai',
  }),
};
