import { type UsageGroup, type UsageMeasure, usageMeasures } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient } from '@smart-ai-hub/database';

const summed = [...usageMeasures, 'costMicros', 'lossMicros'] as const;
export type UsageSums = Record<UsageMeasure | 'costMicros' | 'lossMicros', bigint>;

export type UsageQuery = {
  /** Of all accounts without it. */
  accountId?: string | undefined;
  from: Date;
  to: Date;
  model?: string | undefined;
  provider?: string | undefined;
  /** Empty: calls of signed-in people. */
  apiKeyId?: string | undefined;
  groupBy: readonly UsageGroup[];
  order: 'latest first' | 'oldest first';
  limit: number;
};

/** The members of its groups, and what they used. */
export type UsageRow = UsageSums & {
  day?: Date;
  hour?: Date;
  model?: string;
  provider?: string;
  key?: string;
  account?: string;
};

/** `totals` and `groups` (how many rows there are) go beyond the limit. */
export type UsageAnswer = { rows: UsageRow[]; totals: UsageSums; groups: number };

export type UsageRepository = {
  sumUsage(query: UsageQuery): Promise<UsageAnswer>;
};

const none = Object.fromEntries(summed.map((measure) => [measure, 0n])) as UsageSums;

export function createUsageRepository(prisma: PrismaClient): UsageRepository {
  return {
    async sumUsage(query) {
      const rows = await prisma.$queryRaw<(UsageRow & { groups: bigint; totals: Record<string, string> })[]>(
        usageSql(query),
      );
      const [first] = rows;
      if (first === undefined) return { rows: [], totals: none, groups: 0 };
      const totals = summed.map((measure) => [measure, BigInt(first.totals[measure] ?? 0)] as const);
      return { rows, totals: Object.fromEntries(totals) as UsageSums, groups: Number(first.groups) };
    },
  };
}

const groups: Record<UsageGroup, Prisma.Sql> = {
  day: Prisma.sql`date_trunc('day', u.at, 'UTC')`,
  hour: Prisma.sql`date_trunc('hour', u.at, 'UTC')`,
  model: Prisma.sql`u.model`,
  provider: Prisma.sql`u.provider`,
  key: Prisma.sql`u."apiKeyId"`,
  account: Prisma.sql`u."accountId"`,
};
const columns = Prisma.raw(
  ['"accountId"', 'model', 'provider', '"apiKeyId"', ...summed.map((measure) => `"${measure}"`)].join(', '),
);
const sums = Prisma.raw(summed.map((measure) => `sum(u."${measure}")::bigint AS "${measure}"`).join(', '));
/** As text: a sum of sums is exact, and JSON's numbers are not. */
const totals = Prisma.raw(
  `jsonb_build_object(${summed.map((measure) => `'${measure}', (sum(sum(u."${measure}")) OVER ())::text`).join(', ')})`,
);

/** The hours of the time that is asked for, and the runs that are in none yet; both are read at one moment. */
export function usageSql(query: UsageQuery): Prisma.Sql {
  const { accountId, from, to, limit } = query;
  const named = query.groupBy.map((group) => Prisma.sql`${groups[group]} AS ${Prisma.raw(`"${group}"`)}`);
  const isTime = (group: UsageGroup) => group === 'day' || group === 'hour';
  const times = query.groupBy
    .filter(isTime)
    .map((group) => `"${group}" ${query.order === 'latest first' ? 'DESC' : ''}`);
  const names = query.groupBy.filter((group) => !isTime(group)).map((group) => `"${group}"`);
  const order = Prisma.raw([...times, '"costMicros" DESC', ...names].join(', '));
  const positions = Prisma.raw(query.groupBy.map((_, index) => index + 1).join(', '));
  return Prisma.sql`
    SELECT ${Prisma.join(named)}, ${sums}, ${totals} AS totals, count(*) OVER () AS groups
    FROM (SELECT hour AS at, ${columns} FROM core."UsageHour"
          UNION ALL
          SELECT "endedAt" AS at, ${columns}
          FROM core.usage_since_roll(${accountId ?? null}::text, ${from}::timestamptz, ${to}::timestamptz)) u
    WHERE ${Prisma.join(conditions(query), ' AND ')}
    GROUP BY ${positions} ORDER BY ${order} LIMIT ${limit}`;
}

function conditions({ accountId, from, to, model, provider, apiKeyId }: UsageQuery): Prisma.Sql[] {
  return [
    // Each way of asking is served by one index alone: an account's hours by the primary key, everybody's by that on the expression.
    accountId === undefined
      ? Prisma.sql`u.at AT TIME ZONE 'UTC' >= ${from}::timestamptz AT TIME ZONE 'UTC'
                   AND u.at AT TIME ZONE 'UTC' < ${to}::timestamptz AT TIME ZONE 'UTC'`
      : Prisma.sql`u."accountId" = ${accountId} AND u.at >= ${from}::timestamptz AND u.at < ${to}::timestamptz`,
    ...(model === undefined ? [] : [Prisma.sql`u.model = ${model}`]),
    ...(provider === undefined ? [] : [Prisma.sql`u.provider = ${provider}`]),
    ...(apiKeyId === undefined ? [] : [Prisma.sql`u."apiKeyId" = ${apiKeyId}`]),
  ];
}
