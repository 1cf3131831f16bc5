import { baseConfig, parseConfig } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

export const coreConfigSchema = z.object({
  ...baseConfig,
  PORT: baseConfig.PORT.default(3002),
  DATABASE_URL: z.url().describe('the address of PostgreSQL, e.g. postgres://user:password@host:5432/hub'),
  REDIS_URL: z.url().describe('the address of Redis, e.g. redis://host:6379'),
  AUTH_SERVICE_URL: z.url().describe('the address of auth-service, e.g. http://auth-service:3001'),
  /** Lets webhooks name addresses of private networks; the same on llm-worker, which sends to them. */
  WEBHOOK_ALLOW_PRIVATE_ADDRESSES: z.stringbool().default(false),
  /** How often the whole ledger is checked, by one replica for all. */
  LEDGER_AUDIT_INTERVAL_MS: z.coerce.number().int().min(60_000).default(3_600_000),
  /** An audit that would freeze more accounts than this freezes none: the alert calls a person instead. */
  LEDGER_AUDIT_MAX_FROZEN_ACCOUNTS: z.coerce.number().int().min(0).default(50),
});

export type CoreConfig = z.output<typeof coreConfigSchema>;

export const readConfig = (): CoreConfig => parseConfig(coreConfigSchema, process.env);
