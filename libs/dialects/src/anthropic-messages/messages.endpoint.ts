import { callHeaders, defineEndpoint, callRequestHeadersSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { callErrors } from '../requests/call-errors.ts';
import { messageAnswerSchema, messageEventSchema } from './message.answer.ts';
import { messagesSchema } from './messages.schema.ts';

/** What Anthropic's clients say about themselves; handed on to a provider that speaks their dialect. */
export const anthropicHeaders = {
  'anthropic-version': z.string().optional(),
  'anthropic-beta': z.string().optional(),
};

export const messageEndpoints = {
  createMessage: defineEndpoint({
    method: 'POST',
    path: '/v1/messages',
    summary: "Anthropic's messages, for every model",
    description:
      'As [Anthropic describes it](https://docs.anthropic.com/en/api/messages); members that are not named here are passed on to a ' +
      'provider of the same dialect. With `stream: true` the answer is a stream of events that ends with `message_stop`; an ' +
      'error after its beginning is an `error` event, with nothing after it.',
    auth: 'caller',
    status: 200,
    headers: callRequestHeadersSchema.extend(anthropicHeaders),
    body: messagesSchema,
    example: {
      model: 'simulator-claude',
      max_tokens: 200,
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
    },
    response: messageAnswerSchema,
    events: messageEventSchema,
    answerHeaders: [...callHeaders, 'request-id'],
    errors: callErrors,
    envelope: 'anthropic',
  }),
};
