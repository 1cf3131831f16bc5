import {
  accountLimitSettings,
  autoModelsSchema,
  modelAliasesSchema,
  routingStrategySchema,
} from '@smart-ai-hub/contracts';
import { baseConfig, parseConfig } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

export const mcpConfigSchema = z.object({
  ...baseConfig,
  PORT: baseConfig.PORT.default(3003),
  DATABASE_URL: z.url().describe('the address of PostgreSQL, e.g. postgres://user:password@host:5432/hub'),
  REDIS_URL: z.url().describe('the address of Redis, e.g. redis://host:6379'),
  MODEL_ALIASES: modelAliasesSchema.default({}),
  AUTO_MODELS: autoModelsSchema.default([]),
  ROUTING_STRATEGY: routingStrategySchema.default('order'),
  RATE_LIMIT_REQUESTS_PER_MINUTE: accountLimitSettings.RATE_LIMIT_REQUESTS_PER_MINUTE,
  RATE_LIMIT_TOKENS_PER_MINUTE: accountLimitSettings.RATE_LIMIT_TOKENS_PER_MINUTE,
  AUTH_SERVICE_URL: z.url().describe('the address of auth-service, e.g. http://auth-service:3001'),
});

export type McpConfig = z.output<typeof mcpConfigSchema>;

export const readConfig = (): McpConfig => parseConfig(mcpConfigSchema, process.env);
