import { z } from 'zod';

/** What every dialect's usage has beyond its own words; `disclosureOf` makes it. */
export const disclosureFields = {
  cost: z.number().describe('In credits.'),
  parts: z
    .array(
      z.object({
        model: z.string(),
        provider: z.string(),
        input_tokens: z.number().int(),
        output_tokens: z.number().int(),
        cost: z.number(),
      }),
    )
    .optional()
    .describe('Which model wrote what, where the first broke off and another went on.'),
  capped: z
    .literal(true)
    .optional()
    .describe('The answer was cut where it would have cost more than its caller allows.'),
};
