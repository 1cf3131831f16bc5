import { anthropicErrorSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { disclosureFields } from '../answers/disclosure.schema.ts';

/**
 * What `POST /v1/messages` answers: https://docs.anthropic.com/en/api/messages. Members, blocks and events that a provider adds come
 * through, so nothing here is closed.
 */
const tokens = z.number().int().min(0);

const countsSchema = z.looseObject({
  input_tokens: tokens,
  cache_creation_input_tokens: tokens,
  cache_read_input_tokens: tokens,
  output_tokens: tokens,
});

const usageSchema = countsSchema.extend(disclosureFields).meta({ id: 'MessageUsage' });

const stop = { stop_reason: z.string().nullable(), stop_sequence: z.string().nullable() };

const blockSchema = z
  .looseObject({
    type: z.string().describe('`text`, `thinking`, `redacted_thinking`, `tool_use`, or one that the provider adds.'),
  })
  .meta({ id: 'MessageBlock' });

const head = {
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string().describe('The model that answered.'),
  content: z.array(blockSchema),
  ...stop,
};

export const messageAnswerSchema = z.looseObject({ ...head, usage: usageSchema }).meta({ id: 'Message' });

const index = z.number().int();

export const messageEventSchema = z
  .union([
    z.looseObject({ type: z.literal('message_start'), message: z.looseObject({ ...head, usage: countsSchema }) }),
    z.looseObject({ type: z.literal('content_block_start'), index, content_block: blockSchema }),
    z.looseObject({ type: z.literal('content_block_delta'), index, delta: z.looseObject({ type: z.string() }) }),
    z.looseObject({ type: z.literal('content_block_stop'), index }),
    z.looseObject({ type: z.literal('message_delta'), delta: z.looseObject(stop), usage: usageSchema }),
    z.looseObject({ type: z.enum(['message_stop', 'ping']) }),
    anthropicErrorSchema.omit({ request_id: true }),
  ])
  .meta({ id: 'MessageEvent' });
