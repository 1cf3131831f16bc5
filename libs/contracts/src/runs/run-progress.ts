import { z } from 'zod';
import { usageSchema } from '../llm/usage.ts';

/** What stands beside each frame of a run's stream: the usage up to it, and the model that it came from. */
export const runProgressSchema = usageSchema.extend({ model: z.string().optional() });
