import { z } from 'zod';

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** As the hub is given it: while secrets are rotated it names two, and the first one signs. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .startsWith('whsec_')
    .transform((secrets) => secrets.split(',')[0]?.trim() ?? secrets),
  STAND_IN_WEBHOOK_URL: z.url(),
  STAND_IN_PUBLIC_URL: z.url().optional(),
  STAND_IN_STATE_FILE: z.string().min(1).optional(),
  STAND_IN_BANK_DELAY_MS: z.coerce.number().int().min(0).default(6_000),
});

/** What the stand-in's process can be told. */
export const readStandInConfig = (env: NodeJS.ProcessEnv) => environmentSchema.parse(env);
