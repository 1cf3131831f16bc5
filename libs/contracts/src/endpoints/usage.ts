import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { momentSchema } from './moment.ts';
import { idParamsSchema, lineSchema } from './text.ts';

/** What usage is added up by: a time, and what was called, through whom, with which key. */
export const usageGroups = ['day', 'hour', 'model', 'provider', 'key'] as const;
/** Beside them, what administrators see over all accounts. */
export const adminUsageGroups = [...usageGroups, 'account'] as const;
export type UsageGroup = (typeof adminUsageGroups)[number];

/** What is added up. Each token is in one class of the input side; reasoning is a part of output, images a part of input. */
export const usageMeasures = [
  'calls',
  'failed',
  'inputTokens',
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'outputTokens',
  'reasoningTokens',
  'imageTokens',
  'webSearches',
] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(2020);
const MAX_USAGE_DAYS = 400;
const USUAL_USAGE_ROWS = 1_000;
/** A year of days by more than twenty models. */
export const MAX_USAGE_ROWS = 10_000;

/** Usage is kept by hours of UTC, so no time begins or ends between two of them. */
const hourSchema = momentSchema
  .refine((moment) => Date.parse(moment) % HOUR_MS === 0, {
    error: 'must be a day like 2026-11-01 or a whole hour of UTC like 2026-11-01T12:00:00Z',
  })
  .refine((moment) => Date.parse(moment) >= FIRST_MS, { error: 'must not be before 2020-01-01' });

function groupBySchema<const Groups extends readonly [UsageGroup, ...UsageGroup[]]>(groups: Groups) {
  const name = groups.join('|');
  return z
    .string()
    .regex(new RegExp(`^(${name})(,(${name})){0,${groups.length - 1}}$`), `must be one or more of ${groups.join(', ')}`)
    .default('day')
    .transform((list) => [...new Set(list.split(','))] as Groups[number][])
    .refine((list) => !(list.includes('day') && list.includes('hour')), {
      error: 'must name a day or an hour, not both',
    });
}

const filterFields = {
  /** From this hour on; 30 days, today included, if it is left out. */
  from: hourSchema.optional(),
  /** Before this hour; until now, if it is left out. */
  to: hourSchema.optional(),
  model: lineSchema.max(200).optional(),
};

type Span = { from?: string | undefined; to?: string | undefined };

/** Where `to` is left out, the time ends now. */
function isBounded({ value, issues }: z.core.ParsePayload<Span>): void {
  if (value.from === undefined) return;
  const lengthMs = (value.to === undefined ? Date.now() : Date.parse(value.to)) - Date.parse(value.from);
  const refuse = (message: string) => issues.push({ code: 'custom', path: ['from'], message, input: value.from });
  if (lengthMs <= 0) refuse('must be before `to`, and in the past');
  else if (lengthMs > MAX_USAGE_DAYS * 24 * HOUR_MS) refuse(`must be at most ${MAX_USAGE_DAYS} days before \`to\``);
}

const limitFields = {
  /** So many rows at most; the totals are those of all of them. */
  limit: z.coerce.number().int().min(1).max(MAX_USAGE_ROWS).default(USUAL_USAGE_ROWS),
};

const accountFields = {
  ...filterFields,
  groupBy: groupBySchema(usageGroups),
  /** The id of a key; `session` for calls of signed-in people. */
  keyId: idParamsSchema.shape.id.optional(),
};
const adminFields = {
  ...filterFields,
  groupBy: groupBySchema(adminUsageGroups),
  accountId: idParamsSchema.shape.id.optional(),
  provider: lineSchema.max(200).optional(),
};

const count = z.number().int().min(0);
const amountFields = {
  calls: count,
  /** Of these, the ones that ended in an error of the hub or of a provider. */
  failed: count,
  inputTokens: count,
  cacheReadTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  imageTokens: count,
  webSearches: count,
  /** In credits: what the account paid. */
  cost: z.number(),
} satisfies Record<UsageMeasure | 'cost', z.ZodType>;

/** Only those that `groupBy` names. */
const groupFields = {
  day: z.iso.date().optional(),
  hour: z.iso.datetime().optional(),
  model: z.string().optional(),
  provider: z.string().optional(),
  /** Null: calls of signed-in people. */
  keyId: z.string().nullable().optional(),
};

const adminGroupFields = {
  ...groupFields,
  accountId: z.string().optional(),
  /** Whose account it is; null when its person was deleted. */
  email: z.string().nullable().optional(),
};

const answerFields = {
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** How many rows there are; more than are shown where `limit` cut them. */
  total: count,
};

const usageAmountsSchema = z.object(amountFields).meta({ id: 'UsageAmounts' });
const adminAmountFields = {
  ...amountFields,
  /** What calls cost beyond the means of their account: the platform bore it. */
  loss: z.number(),
  /** Cost and loss: what the ledger's account `revenue` was given. */
  revenue: z.number(),
};

const CSV =
  'Columns: those of `groupBy`, then the amounts; `cost` in credits with 6 decimals. RFC 4180, UTF-8. The oldest first.';

export const usageEndpoints = {
  readUsage: defineEndpoint({
    method: 'GET',
    path: '/api/usage',
    summary: 'What calls used and cost, added up by day, hour, model, provider or key, the latest and dearest first',
    description:
      '`groupBy` takes several, e.g. `day,model`. Days and hours are of UTC, by the end of the call. A call that has just ended is in it. Where several models wrote one answer, each has its tokens and its cost, and the call counts once, with the model that finished.',
    auth: 'caller',
    status: 200,
    query: z.object({ ...accountFields, ...limitFields }).check(isBounded),
    response: z.object({
      usage: z.object({
        ...answerFields,
        rows: z.array(z.object({ ...groupFields, ...amountFields })),
        totals: usageAmountsSchema,
      }),
    }),
    errors: [],
  }),
  exportUsage: defineEndpoint({
    method: 'GET',
    path: '/api/usage.csv',
    summary: 'The same as a file for a spreadsheet, all rows of it',
    description: CSV,
    auth: 'caller',
    status: 200,
    query: z.object(accountFields).check(isBounded),
    mediaType: 'text/csv',
    errors: [],
  }),
};

export const adminUsageEndpoints = {
  readAllUsage: defineEndpoint({
    method: 'GET',
    path: '/api/admin/usage',
    summary: 'Usage and revenue over all accounts, by account too',
    auth: 'admin',
    status: 200,
    query: z.object({ ...adminFields, ...limitFields }).check(isBounded),
    response: z.object({
      usage: z.object({
        ...answerFields,
        rows: z.array(z.object({ ...adminGroupFields, ...adminAmountFields })),
        totals: z.object(adminAmountFields).meta({ id: 'AdminUsageAmounts' }),
      }),
    }),
    errors: [],
  }),
  exportAllUsage: defineEndpoint({
    method: 'GET',
    path: '/api/admin/usage.csv',
    summary: 'The same as a file for a spreadsheet, all rows of it',
    description: `${CSV} Then \`loss\` and \`revenue\`, likewise.`,
    auth: 'admin',
    status: 200,
    query: z.object(adminFields).check(isBounded),
    mediaType: 'text/csv',
    errors: [],
  }),
};
