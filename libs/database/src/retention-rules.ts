/** Days that an operator can change, within what the law or the product needs. */
export type RetentionDays = { setting: string; default: number; min: number };

export type RetentionRule = {
  /** The tables whose rows it is about, as the schema names them. */
  tables: readonly string[];
  /** What a row is. */
  what: string;
  /** For how long it is kept; of a rule with days, since when they are counted. */
  kept: string;
  days?: RetentionDays;
  why: string;
  /** Who deletes it. */
  by: 'core-service' | 'auth-service' | 'llm-worker' | 'api-gateway' | 'nobody';
  /** What becomes of it when its person is deleted. */
  afterDeletion: string;
};

/**
 * For how long everything in the database is kept, and why: the one place where that is decided. Jobs take their days from here, the
 * operators' page is compared with it, and a table without a rule fails a test.
 */
export const retentionRules = {
  people: {
    tables: ['User', 'UserProfile', 'ApiKey'],
    what: 'people: e-mail, name, password hash; their API keys as hashes',
    kept: 'until the person is deleted',
    why: 'to sign in, and to tell whose calls are whose',
    by: 'auth-service',
    afterDeletion: 'deleted at once',
  },
  sessions: {
    tables: ['Session'],
    what: 'sessions: hashes of tokens, the browser’s name',
    kept: 'since the session ended or expired',
    days: { setting: 'RETENTION_SESSIONS_DAYS', default: 30, min: 1 },
    why: 'to tell a replayed token from an unknown one',
    by: 'auth-service',
    afterDeletion: 'deleted at once',
  },
  former_emails: {
    tables: ['FormerEmail'],
    what: 'keyed hashes of e-mails of people who were deleted',
    kept: 'since the deletion',
    days: { setting: 'RETENTION_FORMER_EMAILS_DAYS', default: 365, min: 1 },
    why: 'welcome credits are given once; the hash leads nowhere else',
    by: 'auth-service',
    afterDeletion: 'begins then',
  },
  run_contents: {
    tables: ['RunContent', 'ContentRetention'],
    what: 'prompts and answers, and the consent to keep them',
    kept: '1, 7, 30 or 90 days, as the account has asked; without that, never',
    why: 'so that people can look at their calls again, if they want to',
    by: 'core-service',
    afterDeletion: 'hidden at once, deleted within minutes',
  },
  runs: {
    tables: ['Run', 'UsageHour', 'UsageWatermark'],
    what: 'calls: models, tokens, costs, times; no prompt, no answer',
    kept: 'as long as the ledger',
    why: 'each charge is explained by its call, and the auditor compares them',
    by: 'nobody',
    afterDeletion: 'stays under the ids; idempotency keys are removed',
  },
  ledger: {
    tables: ['CreditAccount', 'CreditTransaction', 'LedgerEntry', 'Budget', 'PromoCode', 'PromoCodeUsage'],
    what: 'the ledger: every movement of credits',
    kept: 'for good',
    why: 'books are kept whole: commercial and tax law asks for up to ten years, and the chain of entries has no end',
    by: 'nobody',
    afterDeletion: 'stays under the account’s id, from which nothing leads to the person',
  },
  payments: {
    tables: ['Payment', 'PaymentReversal', 'PaymentReconciliation'],
    what: 'purchases, refunds and disputes, and the daily comparison with Stripe',
    kept: 'for good',
    why: 'commercial and tax law; refunds and disputes can come months later',
    by: 'nobody',
    afterDeletion: 'stays under the ids; links to receipts are removed',
  },
  stripe_customers: {
    tables: ['StripeCustomer', 'AutoTopUp'],
    what: 'Stripe’s id of the customer, and the consent to automatic purchases',
    kept: 'until the person is deleted',
    why: 'to sell to the same customer again',
    by: 'core-service',
    afterDeletion: 'deleted, at Stripe too; what Stripe has to keep by law stays there',
  },
  stripe_events: {
    tables: ['StripeEvent'],
    what: 'Stripe’s events: ids and amounts',
    kept: 'since it came in, once it was handled',
    days: { setting: 'RETENTION_STRIPE_EVENTS_DAYS', default: 90, min: 35 },
    why: 'a second delivery is known by it; Stripe itself has events for 30 days',
    by: 'core-service',
    afterDeletion: 'stays until its time is over: it holds ids only',
  },
  ledger_audits: {
    tables: ['LedgerAudit'],
    what: 'audits of the ledger in which nothing was found',
    kept: 'since the audit; one that found something is kept for good',
    days: { setting: 'RETENTION_LEDGER_AUDITS_DAYS', default: 400, min: 30 },
    why: 'to show that the books were checked all year',
    by: 'core-service',
    afterDeletion: 'stays: it holds ids of accounts only',
  },
  notices: {
    tables: ['Notice'],
    what: 'what owners were told',
    kept: 'since it was told',
    days: { setting: 'RETENTION_NOTICES_DAYS', default: 90, min: 7 },
    why: 'old news',
    by: 'core-service',
    afterDeletion: 'deleted at once',
  },
  webhooks: {
    tables: ['Webhook', 'WebhookSecret'],
    what: 'addresses that want to be told, and their secrets',
    kept: 'until their owner deletes them; a secret that was replaced, a day',
    why: 'to deliver',
    by: 'llm-worker',
    afterDeletion: 'disabled and their secrets deleted at once, the rest within minutes',
  },
  webhook_deliveries: {
    tables: ['WebhookDelivery', 'WebhookAttempt'],
    what: 'the log of deliveries to webhooks, with the beginning of the answers',
    kept: 'since the event',
    days: { setting: 'RETENTION_WEBHOOK_DELIVERIES_DAYS', default: 30, min: 7 },
    why: 'its owner looks for what went wrong; attempts go on for a day',
    by: 'llm-worker',
    afterDeletion: 'deleted within minutes',
  },
  batches: {
    tables: ['Batch', 'BatchItem'],
    what: 'batches; the body of a call only until that call has ended',
    kept: 'since the batch ended',
    days: { setting: 'RETENTION_BATCHES_DAYS', default: 30, min: 2 },
    why: 'its owner reads the results, whose texts are there for a day',
    by: 'core-service',
    afterDeletion: 'deleted within minutes of their end',
  },
  closures: {
    tables: ['AccountClosure'],
    what: 'that an account was deleted, when, and what was forfeited',
    kept: 'as long as the ledger',
    why: 'it explains the last entry of the account, and shows that the deletion came to its end',
    by: 'nobody',
    afterDeletion: 'begins then; it holds ids only',
  },
  catalog: {
    tables: ['Role', 'Model', 'PriceBookEntry'],
    what: 'roles, models and prices',
    kept: 'models as long as they are served, prices for good',
    why: 'each call names the price that it was charged by',
    by: 'llm-worker',
    afterDeletion: 'not about people',
  },
} as const satisfies Record<string, RetentionRule>;

export type RetentionRuleName = keyof typeof retentionRules;
