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
});

export type CoreConfig = z.output<typeof coreConfigSchema>;

export const readConfig = (): CoreConfig => parseConfig(coreConfigSchema, process.env);
