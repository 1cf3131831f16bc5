import { callHeaders, defineEndpoint, callRequestHeadersSchema, openAiErrorSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { callErrors } from '../requests/call-errors.ts';
import { chatCompletionAnswerSchema, chatCompletionChunkSchema } from './chat-completion.answer.ts';
import { chatCompletionSchema } from './chat-completion.schema.ts';

export const chatCompletionEndpoints = {
  createChatCompletion: defineEndpoint({
    method: 'POST',
    path: '/v1/chat/completions',
    summary: "OpenAI's chat completions, for every model",
    description:
      'As [OpenAI describes it](https://platform.openai.com/docs/api-reference/chat/create); members that are not named here are ' +
      'passed on to a provider of the same dialect. With `stream: true` the answer is a stream of chunks that ends with ' +
      '`data: [DONE]`; an error after its beginning is an event that holds the error envelope, with nothing after it.',
    auth: 'caller',
    status: 200,
    headers: callRequestHeadersSchema,
    body: chatCompletionSchema,
    example: { model: 'simulator-gpt', messages: [{ role: 'user', content: 'What is the capital of France?' }] },
    response: chatCompletionAnswerSchema,
    events: z.union([chatCompletionChunkSchema, openAiErrorSchema]),
    answerHeaders: callHeaders,
    errors: callErrors,
    envelope: 'openai',
  }),
};
