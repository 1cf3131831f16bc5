import { creditsToMicros } from '@smart-ai-hub/contracts';
import { retentionRules } from '@smart-ai-hub/database';
import { baseConfig, parseConfig, retentionDays } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

const MIN_SECRET_BYTES = 32;

const signingSecret = z
  .string()
  .refine(
    (secret) => Buffer.byteLength(secret) >= MIN_SECRET_BYTES,
    `must have at least ${MIN_SECRET_BYTES} bytes; make one with: openssl rand -base64 48`,
  );

const creditsSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be an amount of credits with at most 6 decimals, e.g. 10')
  .transform((credits) => creditsToMicros(Number(credits)));

export const authConfigSchema = z
  .object({
    ...baseConfig,
    PORT: baseConfig.PORT.default(3001),
    DATABASE_URL: z.url().describe('the address of PostgreSQL, e.g. postgres://user:password@host:5432/hub'),
    REDIS_URL: z.url().describe('the address of Redis, e.g. redis://host:6379'),
    JWT_SECRET: signingSecret.describe(
      'the seed of the signing keys: at least 32 random bytes, the same on every replica',
    ),
    /** The secret before the last change: its tokens stay valid until they expire. */
    JWT_SECRET_PREVIOUS: signingSecret.optional(),
    FRONTEND_URL: z.url().describe('the address people open in their browser, e.g. https://hub.example.com'),
    AUTH_PASSWORD_POLICY: z.enum(['basic', 'strict']).default('basic'),
    /** The first administrator, made at the first start. */
    ADMIN_EMAIL: z.string().trim().toLowerCase().pipe(z.email()).optional(),
    ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').max(128).optional(),
    /** What a new account starts with, in credits; parsed to micro-credits. */
    WELCOME_CREDITS: creditsSchema.default(creditsToMicros(10)),
    /** Per client address (IPv6: per /64), against automated sign-ups. */
    REGISTRATIONS_PER_HOUR: z.coerce.number().int().min(1).max(1_000_000).default(300),
    /** For how long ended sessions are kept, and hashes of the e-mails of people who were deleted. */
    RETENTION_SESSIONS_DAYS: retentionDays(retentionRules.sessions.days),
    RETENTION_FORMER_EMAILS_DAYS: retentionDays(retentionRules.former_emails.days),
  })
  .refine((config) => (config.ADMIN_EMAIL === undefined) === (config.ADMIN_PASSWORD === undefined), {
    path: ['ADMIN_EMAIL'],
    error: 'must be set together with ADMIN_PASSWORD, or neither of them',
  });

export type AuthConfig = z.output<typeof authConfigSchema>;

export const readConfig = (): AuthConfig => parseConfig(authConfigSchema, process.env);
