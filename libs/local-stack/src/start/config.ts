import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';

const portBase = (fallback: number, count: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine(
      (port) => port >= 1 && port + count - 1 <= 65_535,
      `must be from 1 to ${65_536 - count}: ${count} ports in a row are used`,
    )
    .default(fallback);

const urlOf = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be a URL such as ${example}` }).optional();

const settingsSchema = z.object({
  PORT: portBase(3_000, 4),
  INTERNAL_PORT_BASE: portBase(15_400, 5),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/smart_ai_hub'),
  REDIS_URL: urlOf(/^rediss?$/, 'redis://host:6379'),
  SIMULATOR: z.enum(['auto', 'on', 'off'], { error: 'must be auto, on or off' }).default('auto'),
  VERBOSE: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
  JWT_SECRET: z.string().optional(),
});

export type StartConfig = {
  root: string;
  port: number;
  internalPortBase: number;
  dataFolder: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  hasSimulator: boolean;
  /** Nobody has configured Stripe. */
  hasStripeStandIn: boolean;
  isVerbose: boolean;
  jwtSecret: string | undefined;
  /** The environment of the shell and of `.env`, from which services get the settings meant for them. */
  host: HostEnvironment;
};

const repository = join(import.meta.dirname, '../../../..');
/** An Ollama is none of them: whether one is there, nobody knows yet. */
const PROVIDER_SETTINGS = [
  ...['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'],
  ...['OPENAI_COMPATIBLE_ENDPOINTS', 'ANTHROPIC_COMPATIBLE_ENDPOINTS'],
];

/** An empty variable is one that is not set. */
const withoutEmpty = (env: HostEnvironment): HostEnvironment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

/** Throws StartError that names every setting that is wrong. */
export function parseStartConfig(env: HostEnvironment, args: readonly string[], root = repository): StartConfig {
  const host = withoutEmpty(env);
  const parsed = settingsSchema.safeParse(host);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new StartError('The settings are not right.', problems);
  }
  const settings = parsed.data;
  const hasProvider = PROVIDER_SETTINGS.some((name) => host[name] !== undefined);
  return {
    root,
    port: settings.PORT,
    internalPortBase: settings.INTERNAL_PORT_BASE,
    dataFolder: resolve(root, settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    hasSimulator: settings.SIMULATOR === 'on' || (settings.SIMULATOR === 'auto' && !hasProvider),
    hasStripeStandIn: host['STRIPE_SECRET_KEY'] === undefined,
    isVerbose: settings.VERBOSE === '1' || args.includes('--verbose'),
    jwtSecret: settings.JWT_SECRET,
    host,
  };
}

/** Reads `.env` beside the root package.json, where the shell's own variables win, and then the environment. */
export function readStartConfig(args: readonly string[]): StartConfig {
  const file = join(repository, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return parseStartConfig(process.env, args);
}
