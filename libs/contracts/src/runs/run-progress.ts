import { z } from 'zod';
import { usageSchema } from '../llm/usage.ts';

/**
 * What stands beside each frame of a run's stream: the usage of the model that writes now, up to this frame, and those of the models
 * that broke off before it.
 */
export const runProgressSchema = usageSchema.extend({
  model: z.string().optional(),
  earlier: z.array(z.object({ model: z.string(), usage: usageSchema })).optional(),
});
export type RunProgress = z.output<typeof runProgressSchema>;
