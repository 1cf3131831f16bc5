import { z } from 'zod';
import { disclosureFields } from '../answers/disclosure.schema.ts';

/**
 * What `POST /v1/responses` answers: https://platform.openai.com/docs/api-reference/responses/object. Items, members and events that a
 * provider adds come through, so nothing here is closed.
 */
const tokens = z.number().int().min(0);

const usageSchema = z
  .looseObject({
    input_tokens: tokens,
    input_tokens_details: z.looseObject({ cached_tokens: tokens }),
    output_tokens: tokens,
    output_tokens_details: z.looseObject({ reasoning_tokens: tokens }),
    total_tokens: tokens,
    ...disclosureFields,
  })
  .meta({ id: 'ResponseUsage' });

export const responseAnswerSchema = z
  .looseObject({
    id: z.string(),
    object: z.literal('response'),
    created_at: z.number().describe('Unix seconds.'),
    completed_at: z.number().nullable().describe('Unix seconds; null unless the status is `completed`.'),
    status: z.enum(['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']),
    model: z.string().describe('The model that answered.'),
    output: z.array(z.looseObject({ type: z.string() })),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    usage: usageSchema.nullable(),
  })
  .meta({ id: 'Response' });

export const responseEventSchema = z
  .looseObject({ type: z.string(), sequence_number: z.number().int(), response: responseAnswerSchema.optional() })
  .meta({ id: 'ResponseEvent' });
