import { retentionRules } from '@smart-ai-hub/database';
import { anthropicEndpointsSchema, openAiEndpointsSchema, providerKeysSchema } from '@smart-ai-hub/llm-providers';
import { baseConfig, parseConfig, retentionDays } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

const optionalUrl = z.url().optional();

const OLLAMA_FORM = 'is off, or an http(s) URL without /v1, e.g. http://127.0.0.1:11434';
const ollamaUrl = z
  .string()
  .refine(
    (value) => value === 'off' || (z.url({ protocol: /^https?$/ }).safeParse(value).success && !/\/v1\/*$/.test(value)),
    OLLAMA_FORM,
  )
  .transform((value) => (value === 'off' ? undefined : value));

/** Everything the worker can be told, parsed once before anything opens. */
export const configSchema = z
  .object({
    ...baseConfig,
    DATABASE_URL: z.url(),
    REDIS_URL: z.url(),
    /** Runs worked on at once; they wait for providers, so many fit into one process. */
    LLM_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(10_000).default(300),
    /** How long an ordinary model may say nothing at all before its answer begins, and how long one that is known to be slow. */
    FIRST_TOKEN_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(10_000),
    FIRST_TOKEN_TIMEOUT_MAX_MS: z.coerce.number().int().min(100).max(600_000).default(120_000),
    /** How long a call waits for its turn while its provider limits our calls. */
    PROVIDER_WAIT_MS: z.coerce.number().int().min(0).max(60_000).default(5_000),
    /** How often providers are asked for their models. */
    MODELS_REFRESH_MS: z.coerce.number().int().min(1_000).max(3_600_000).default(60_000),
    /** One key, or several with commas between, each with a weight where it has one: a*3,b. */
    ANTHROPIC_API_KEY: providerKeysSchema.optional(),
    ANTHROPIC_BASE_URL: optionalUrl,
    OPENAI_API_KEY: providerKeysSchema.optional(),
    OPENAI_BASE_URL: optionalUrl,
    OPENAI_COMPATIBLE_ENDPOINTS: openAiEndpointsSchema.optional(),
    ANTHROPIC_COMPATIBLE_ENDPOINTS: anthropicEndpointsSchema.optional(),
    /** Where an Ollama may be. Its models come and go with it; `off` is what no value means. */
    OLLAMA_BASE_URL: ollamaUrl.optional(),
    /** Sends webhooks to addresses of private networks too; else only to those of the public internet. */
    WEBHOOK_ALLOW_PRIVATE_ADDRESSES: z.stringbool().default(false),
    /** For how long the log of deliveries to webhooks is kept. */
    RETENTION_WEBHOOK_DELIVERIES_DAYS: retentionDays(retentionRules.webhook_deliveries.days),
    /** Address of the built-in simulator. Answers of its models are made up, and labelled so. */
    SIMULATOR_URL: optionalUrl,
    /** The simulator has no place in production unless somebody asks for it by name. */
    SIMULATOR_IN_PRODUCTION: z.stringbool().default(false),
  })
  .superRefine((config, context) => {
    if (config.FIRST_TOKEN_TIMEOUT_MAX_MS < config.FIRST_TOKEN_TIMEOUT_MS) {
      const message = 'is less than FIRST_TOKEN_TIMEOUT_MS';
      context.addIssue({ code: 'custom', path: ['FIRST_TOKEN_TIMEOUT_MAX_MS'], message });
    }
    const taken = new Set(config.OPENAI_COMPATIBLE_ENDPOINTS?.map(({ id }) => id));
    for (const { id } of config.ANTHROPIC_COMPATIBLE_ENDPOINTS ?? []) {
      if (!taken.has(id)) continue;
      const message = `names the endpoint "${id}", which OPENAI_COMPATIBLE_ENDPOINTS names too`;
      context.addIssue({ code: 'custom', path: ['ANTHROPIC_COMPATIBLE_ENDPOINTS'], message });
    }
    if (config.NODE_ENV === 'production' && config.SIMULATOR_URL !== undefined && !config.SIMULATOR_IN_PRODUCTION) {
      const message = 'is refused in production; unset it, or set SIMULATOR_IN_PRODUCTION=true if you mean it';
      context.addIssue({ code: 'custom', path: ['SIMULATOR_URL'], message });
    }
  });

export type WorkerConfig = z.output<typeof configSchema>;

export function readConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  return parseConfig(configSchema, env);
}
