import {
  accountLimitSettings,
  autoModelsSchema,
  modelAliasesSchema,
  routingStrategySchema,
} from '@smart-ai-hub/contracts';
import { baseConfig, millisecondsSchema, parseConfig } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

/** Everything the gateway can be told, parsed once before anything opens. */
export const configSchema = z.object({
  ...baseConfig,
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  AUTH_SERVICE_URL: z.url(),
  CORE_SERVICE_URL: z.url(),
  MCP_SERVER_URL: z.url(),
  FRONTEND_URL: z.url(),
  /** Names that stand for models, and what `auto` chooses from. */
  MODEL_ALIASES: modelAliasesSchema.default({}),
  AUTO_MODELS: autoModelsSchema.default([]),
  ROUTING_STRATEGY: routingStrategySchema.default('order'),
  RATE_LIMIT_REQUESTS_PER_MINUTE: accountLimitSettings.RATE_LIMIT_REQUESTS_PER_MINUTE,
  RATE_LIMIT_TOKENS_PER_MINUTE: accountLimitSettings.RATE_LIMIT_TOKENS_PER_MINUTE,
  /** How often every WebSocket is asked whether its client is still there. */
  WS_HEARTBEAT_INTERVAL: millisecondsSchema.refine((ms) => ms > 0, 'must be above 0').default(30_000),
  /** A WebSocket whose client was silent for this long is given up at the next heartbeat. */
  WS_CONNECTION_TIMEOUT: millisecondsSchema.refine((ms) => ms > 0, 'must be above 0').default(60_000),
  /** Folder of the built web app; unset where another server hands it out. */
  WEB_APP_DIR: z.string().min(1).optional(),
});

export type GatewayConfig = z.output<typeof configSchema>;

export function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  return parseConfig(configSchema, env);
}
