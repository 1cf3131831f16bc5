import { z } from 'zod';
import { type SettingsPatch, settingsPatchSchema } from './settings/settings.schema.ts';

const number = z.coerce.number();

const environmentSchema = z
  .object({
    PORT: number.int().min(0).max(65_535).default(0),
    HOST: z.string().min(1).default('127.0.0.1'),
    DRAIN_TIMEOUT_MS: number.int().min(0).default(0),
    SIMULATOR_TTFT_MS: number.optional(),
    SIMULATOR_TOKENS_PER_SECOND: number.optional(),
    SIMULATOR_TOKENS: number.optional(),
    SIMULATOR_FAILURE_RATE: number.optional(),
    SIMULATOR_SEED: number.optional(),
    SIMULATOR_MODELS: z
      .string()
      .transform((names) => names.split(',').map((name) => name.trim()))
      .optional(),
  })
  .transform((env): { host: string; port: number; drainTimeoutMs: number; settings: SettingsPatch } => ({
    host: env.HOST,
    port: env.PORT,
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
    settings: settingsPatchSchema.parse({
      ttftMs: env.SIMULATOR_TTFT_MS,
      tokensPerSecond: env.SIMULATOR_TOKENS_PER_SECOND,
      tokens: env.SIMULATOR_TOKENS,
      failureRate: env.SIMULATOR_FAILURE_RATE,
      seed: env.SIMULATOR_SEED,
      models: env.SIMULATOR_MODELS,
    }),
  }));

/** What the simulator's process can be told. */
export function readSimulatorConfig(env: NodeJS.ProcessEnv) {
  return environmentSchema.parse(env);
}
