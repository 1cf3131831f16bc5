import { microsToCredits, type UsageGroup, usageMeasures } from '@smart-ai-hub/contracts';
import type { AccountsRepository } from '../accounts/accounts.repository.ts';
import { SESSION } from '../calls-of-sessions.ts';
import type { UsageQuery, UsageRepository, UsageRow, UsageSums } from './usage.repository.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const USUAL_DAYS = 30;

/** As the endpoints' schemas leave it. */
export type AskedUsage = {
  from?: string | undefined;
  to?: string | undefined;
  model?: string | undefined;
  provider?: string | undefined;
  keyId?: string | undefined;
  accountId?: string | undefined;
  groupBy: readonly UsageGroup[];
};

/** Where nothing else is said: the last 30 days of UTC, today included. The time ends with an hour, so that what ends now is in it. */
export function toQuery(asked: AskedUsage, now = Date.now()): Omit<UsageQuery, 'order' | 'limit'> {
  const toMs = asked.to === undefined ? Math.floor(now / HOUR_MS + 1) * HOUR_MS : Date.parse(asked.to);
  const fromMs = asked.from === undefined ? startOfDay(toMs - 1) - (USUAL_DAYS - 1) * DAY_MS : Date.parse(asked.from);
  const { accountId, model, provider, keyId, groupBy } = asked;
  return {
    ...{ accountId, model, provider, groupBy },
    apiKeyId: keyId === SESSION ? '' : keyId,
    from: new Date(fromMs),
    to: new Date(toMs),
  };
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

export async function readUsage(usage: UsageRepository, asked: AskedUsage & { limit: number }) {
  const query = toQuery(asked);
  const { rows, totals, groups } = await usage.sumUsage({ ...query, order: 'latest first', limit: asked.limit });
  return {
    usage: {
      from: query.from.toISOString(),
      to: query.to.toISOString(),
      total: groups,
      rows: rows.map((row) => ({ ...presentGroups(row, query.groupBy), ...presentSums(row) })),
      totals: presentSums(totals),
    },
  };
}

/** Over all accounts, with whose they are. */
export async function readAllUsage(
  { usage, accounts }: { usage: UsageRepository; accounts: Pick<AccountsRepository, 'readContacts'> },
  asked: AskedUsage & { limit: number },
) {
  const answer = await readUsage(usage, asked);
  const accountIds = [...new Set(answer.usage.rows.flatMap(({ accountId }) => accountId ?? []))];
  if (accountIds.length === 0) return answer;
  const contacts = await accounts.readContacts(accountIds);
  const emails = new Map(contacts.map(({ accountId, email }) => [accountId, email]));
  const rows = answer.usage.rows.map((row) => ({ ...row, email: emails.get(row.accountId ?? '') ?? null }));
  return { usage: { ...answer.usage, rows } };
}

/** The members by which a row is found again, in the order in which they were asked for. */
export function presentGroups(row: UsageRow, groupBy: readonly UsageGroup[]) {
  return Object.assign({}, ...groupBy.map((group) => presentGroup(row, group))) as ReturnType<typeof presentGroup>;
}

function presentGroup({ day, hour, model, provider, key, account }: UsageRow, group: UsageGroup) {
  return {
    ...(group === 'day' && day && { day: day.toISOString().slice(0, 10) }),
    ...(group === 'hour' && hour && { hour: hour.toISOString() }),
    ...(group === 'model' && { model }),
    ...(group === 'provider' && { provider }),
    ...(group === 'key' && { keyId: key === '' ? null : key }),
    ...(group === 'account' && { accountId: account }),
  };
}

/** The endpoint's schema leaves out what only administrators see. */
function presentSums(sums: UsageSums) {
  const counts = Object.fromEntries(usageMeasures.map((measure) => [measure, Number(sums[measure])]));
  return {
    ...(counts as Record<(typeof usageMeasures)[number], number>),
    cost: microsToCredits(sums.costMicros),
    loss: microsToCredits(sums.lossMicros),
    revenue: microsToCredits(sums.costMicros + sums.lossMicros),
  };
}
