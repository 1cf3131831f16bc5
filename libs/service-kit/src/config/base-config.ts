import { z } from 'zod';

const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(max, `must be at most ${max}`));

export const portSchema = wholeNumber(65_535).describe('the TCP port to listen on, e.g. 3000');
export const millisecondsSchema = wholeNumber(3_600_000).describe('a duration in milliseconds');

/** The settings every service has; a service spreads them into its own schema and gives PORT its default. */
export const baseConfig = {
  PORT: portSchema,
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Shown by /health; images carry their tag here. */
  SERVICE_VERSION: z.string().default('development'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('the OTLP/HTTP address of an OpenTelemetry collector'),
  /** Express's `trust proxy`: whose X-Forwarded-For is believed. Behind an ingress: `loopback, linklocal, uniquelocal`. */
  TRUSTED_PROXIES: z.string().default('loopback'),
  /** How long a draining instance still takes requests, so that load balancers can see it leave. */
  DRAIN_DELAY_MS: millisecondsSchema.default(0),
  /** How long requests in flight may take after that. */
  DRAIN_TIMEOUT_MS: millisecondsSchema.default(25_000),
  /** `1`: stop when standard input closes, that is, when the supervisor that started us has died. */
  PARENT_WATCH: z.enum(['0', '1']).default('0'),
};

export const baseConfigSchema = z.object(baseConfig);
export type BaseConfig = z.output<typeof baseConfigSchema>;
