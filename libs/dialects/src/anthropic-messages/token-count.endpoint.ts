import { defineEndpoint } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { anthropicHeaders } from './messages.endpoint.ts';
import { tokenCountSchema } from './token-count.ts';

export const tokenCountEndpoints = {
  countTokens: defineEndpoint({
    method: 'POST',
    path: '/v1/messages/count_tokens',
    summary: 'The tokens of a message request, without making it',
    description:
      'As [Anthropic describes it](https://docs.anthropic.com/en/api/messages-count-tokens), and free. Models of Anthropic are counted by their provider; ' +
      'others by the hub, which says so in `x-hub-warnings`.',
    auth: 'caller',
    status: 200,
    headers: z.object(anthropicHeaders),
    body: tokenCountSchema,
    example: { model: 'simulator-claude', messages: [{ role: 'user', content: 'What is the capital of France?' }] },
    response: z.looseObject({ input_tokens: z.number().int() }).meta({ id: 'TokenCount' }),
    errors: [
      'model_not_found',
      'context_overflow',
      'rate_limited',
      'no_capacity',
      'provider_rejected',
      'provider_bad_response',
      'provider_rate_limited',
      'provider_unavailable',
      'provider_misconfigured',
      'provider_timeout',
      'content_filtered',
    ],
    envelope: 'anthropic',
  }),
};
