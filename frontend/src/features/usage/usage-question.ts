import { MAX_USAGE_ROWS, type UsageGroup } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import type { UsageGroupName, UsageMetric } from './usage-series.ts';
import { spanOf, type UsageSpan, usageRangeSchema } from './usage-span.ts';

/** `own`: that of the signed-in account; `all`: that of every account, for administrators. */
export type UsageScope = 'own' | 'all';

export const groupsOf: Record<UsageScope, readonly UsageGroupName[]> = {
  own: ['model', 'key', 'provider', 'none'],
  all: ['model', 'account', 'provider', 'key', 'none'],
};

/** What the page was asked for, as it stands in its address: so it can be kept, sent and gone back to. */
const questionSchema = z.object({
  range: usageRangeSchema.catch('30d'),
  from: z.iso.date().or(z.literal('')).catch(''),
  to: z.iso.date().or(z.literal('')).catch(''),
  group: z.enum(['none', 'model', 'provider', 'key', 'account']).catch('model'),
  metric: z.enum(['cost', 'calls', 'tokens']).catch('cost'),
  view: z.enum(['plot', 'table']).catch('plot'),
  model: z.string().catch(''),
  provider: z.string().catch(''),
  keyId: z.string().catch(''),
  accountId: z.string().catch(''),
});
export type UsageQuestion = z.output<typeof questionSchema> & { group: UsageGroupName; metric: UsageMetric };

/** Whatever an address says: what makes no sense is as if it were not there. */
export function readQuestion(search: URLSearchParams, scope: UsageScope): UsageQuestion {
  const question = questionSchema.parse(Object.fromEntries(search));
  return groupsOf[scope].includes(question.group) ? question : { ...question, group: 'model' };
}

const usual: Record<string, string> = questionSchema.parse({});

/** The other way round; what is usual is left out. */
export function writeQuestion(question: UsageQuestion): URLSearchParams {
  const said = Object.entries(question).filter(([name, value]) => value !== usual[name]);
  return new URLSearchParams(said.filter(([name]) => question.range === 'days' || (name !== 'from' && name !== 'to')));
}

export type UsageQuery = {
  from: string;
  to?: string;
  model?: string;
  provider?: string;
  keyId?: string;
  accountId?: string;
  groupBy: UsageGroup[];
  limit?: number;
};

/** Within the time, what the filters leave. */
function filtersOf({ model, provider, keyId, accountId }: UsageQuestion, { from, to }: UsageSpan) {
  return {
    ...{ from, ...(to !== undefined && { to }) },
    ...(model !== '' && { model }),
    ...(provider !== '' && { provider }),
    ...(keyId !== '' && { keyId }),
    ...(accountId !== '' && { accountId }),
  };
}

/** What the page asks the hub for: the rows of the plot, those of the table of groups, and what could be filtered by. */
export function toQueries(question: UsageQuestion, scope: UsageScope, now: number) {
  const span = spanOf(question, now);
  const filters = filtersOf(question, span);
  const group: UsageGroup[] = question.group === 'none' ? [] : [question.group];
  const byTime: UsageQuery = { ...filters, groupBy: [span.unit === 'hour' ? 'hour' : 'day', ...group] };
  const account = question.accountId === '' ? {} : { accountId: question.accountId };
  return {
    span,
    byTime: { ...byTime, limit: MAX_USAGE_ROWS },
    /** As many rows as the file will have. */
    file: byTime,
    byGroup: { ...filters, groupBy: group.length === 0 ? everything : group },
    choices: { ...filtersOf({ ...question, ...noFilters }, span), ...account, groupBy: filteredBy[scope] },
  };
}

const everything: UsageGroup[] = ['provider'];
/** Everybody's keys are too many to choose from. */
const filteredBy: Record<UsageScope, UsageGroup[]> = { own: ['model', 'key'], all: ['model', 'provider'] };
const noFilters = { model: '', provider: '', keyId: '', accountId: '' };
