import { retentionRules } from '@smart-ai-hub/database';
import { baseConfig, parseConfig, retentionDays } from '@smart-ai-hub/service-kit';
import { z } from 'zod';

const secretKey = z
  .string()
  .regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret or restricted key of Stripe: sk_test_…, sk_live_…, rk_…');

/** Two while they are rotated: Stripe signs with both, and events of either are taken. */
const webhookSecrets = z
  .string()
  .transform((secrets) => secrets.split(',').map((secret) => secret.trim()))
  .pipe(z.array(z.string().startsWith('whsec_', 'must be one whsec_… of Stripe, or two with a comma between')).max(2));

const priceId = z.string().startsWith('price_', 'must be the id of a price at Stripe: price_…').optional();

export const coreConfigSchema = z
  .object({
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
    /** For how long these are kept: see retention-rules.ts of libs/database. */
    RETENTION_NOTICES_DAYS: retentionDays(retentionRules.notices.days),
    RETENTION_BATCHES_DAYS: retentionDays(retentionRules.batches.days),
    RETENTION_STRIPE_EVENTS_DAYS: retentionDays(retentionRules.stripe_events.days),
    RETENTION_LEDGER_AUDITS_DAYS: retentionDays(retentionRules.ledger_audits.days),
    FRONTEND_URL: z.url().describe('the address people open in their browser, e.g. https://hub.example.com'),
    /** A mail server, e.g. smtps://user:password@mail.example.com:465. Without one, notices are in the web app only. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    /** In place of SMTP_URL. */
    SENDGRID_API_KEY: z.string().min(1).optional(),
    /** The sender of mails; without it no-reply@ the host of FRONTEND_URL. */
    MAIL_FROM: z.string().includes('@', { error: 'must be an address like hub@example.com' }).optional(),
    /** Without it no credits are sold. */
    STRIPE_SECRET_KEY: secretKey.optional(),
    STRIPE_WEBHOOK_SECRET: webhookSecrets.optional(),
    /** What the packages cost at Stripe; without one the price of the package itself is taken. */
    STRIPE_STARTER_PRICE_ID: priceId,
    STRIPE_PRO_PRICE_ID: priceId,
    STRIPE_BUSINESS_PRICE_ID: priceId,
    /** Another address in place of Stripe's. */
    STRIPE_API_BASE: z.url().optional(),
    /** That address is the stand-in's: signed events are believed as they are, and the web app says that no money moves. */
    STRIPE_STAND_IN: z.stringbool().default(false),
  })
  .refine((config) => (config.STRIPE_SECRET_KEY === undefined) === (config.STRIPE_WEBHOOK_SECRET === undefined), {
    path: ['STRIPE_WEBHOOK_SECRET'],
    error: 'must be set together with STRIPE_SECRET_KEY, or neither of them',
  })
  .refine(
    (config) => !config.STRIPE_STAND_IN || (config.NODE_ENV !== 'production' && config.STRIPE_API_BASE !== undefined),
    {
      path: ['STRIPE_STAND_IN'],
      error: 'needs STRIPE_API_BASE, and is never true with NODE_ENV=production',
    },
  );

export type CoreConfig = z.output<typeof coreConfigSchema>;

export const readConfig = (): CoreConfig => parseConfig(coreConfigSchema, process.env);
