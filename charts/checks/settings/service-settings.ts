import { configSchema as gatewaySchema } from '../../../services/api-gateway/src/config.ts';
import { authConfigSchema } from '../../../services/auth-service/src/config.ts';
import { coreConfigSchema } from '../../../services/core-service/src/config.ts';
import { configSchema as workerSchema } from '../../../services/llm-worker/src/config.ts';
import { mcpConfigSchema } from '../../../services/mcp-server/src/config.ts';
import type { z } from 'zod';
import { placeOf } from './setting-places.ts';

/** What each service reads of its environment: the same schemas that the services parse it with. */
const schemas: Record<string, z.ZodObject> = {
  'api-gateway': gatewaySchema,
  'auth-service': authConfigSchema,
  'core-service': coreConfigSchema,
  'llm-worker': workerSchema,
  'mcp-server': mcpConfigSchema,
};

export const configuredServices = Object.keys(schemas);

export type Setting = { name: string; field: z.ZodType; isNeeded: boolean };
export type ServiceSettings = { settings: Setting[]; wired: Setting[]; secrets: Setting[] };

/** Every setting of a service by where it comes from: values, the chart, or the secret. */
export function settingsOf(service: string): ServiceSettings {
  const all = Object.entries(schemas[service]?.shape ?? {}).map(([name, field]) => {
    const schema = field as z.ZodType;
    return { name, field: schema, isNeeded: !schema.safeParse(undefined).success };
  });
  const at = (place: ReturnType<typeof placeOf>) => all.filter(({ name }) => placeOf(name) === place);
  return { settings: at('values'), wired: at('chart'), secrets: at('secret') };
}

/** Settings that two services have to agree about: only `global.config` sets them. A log level may differ. */
export function sharedSettings(): string[] {
  const names = configuredServices.flatMap((service) => settingsOf(service).settings.map(({ name }) => name));
  const isShared = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  return [...new Set(names)].filter((name) => isShared(name) && name !== 'LOG_LEVEL');
}
