import { creditsToMicros, type RunFilter } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient } from '@smart-ai-hub/database';
import { type RunRecord, type RunRow, toRunRecord } from '@smart-ai-hub/ledger';
import { SESSION } from '../calls-of-sessions.ts';

/** Where a call stands in the history of its account. */
export type Place = { createdAt: Date; id: string };

/** `before`: only calls that stand behind this one, which are older. */
export type RunScope = RunFilter & { before?: Place | undefined };

/** How many of an account's calls one request looks through: a filter that fits none of millions must not read them all. */
export const LOOKED_THROUGH = 50_000;
/** Matches are counted up to here. */
export const COUNTED = 10_000;

/** Every method takes the account first: another account's runs do not exist for it. */
export type RunsRepository = {
  /** Newest first, and one more than is to be taken where there is one. */
  listRuns(accountId: string, scope: RunScope, rows: { skip: number; take: number }): Promise<RunRecord[]>;
  /** Up to `COUNTED`, and one more where there are more. */
  countRuns(accountId: string, scope: RunScope): Promise<number>;
  /** The last call that a filter looks through; undefined where it looks through all. */
  lastLookedThrough(accountId: string, scope: RunScope): Promise<string | undefined>;
  findPlace(accountId: string, runId: string): Promise<Place | undefined>;
  /** Oldest first, a few at a time: those after `last`, which is the last of the batch before. */
  readBatch(accountId: string, filter: RunFilter, last: Place | undefined): Promise<RunRecord[]>;
};

export const BATCH_ROWS = 500;

export function createRunsRepository(prisma: PrismaClient): RunsRepository {
  // Only the ledger's functions write runs: its words are in their columns.
  const toRecords = (rows: object[]) => rows.map((row) => toRunRecord(row as RunRow));
  return {
    listRuns: async (accountId, scope, { skip, take }) =>
      toRecords(await prisma.$queryRaw<object[]>(runsPageSql(accountId, scope, skip, take))),
    async countRuns(accountId, scope) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>(runsCountSql(accountId, scope));
      return row?.count ?? 0;
    },
    async lastLookedThrough(accountId, scope) {
      const [row] = await prisma.$queryRaw<{ id: string }[]>(lastLookedThroughSql(accountId, scope));
      return row?.id;
    },
    findPlace: async (accountId, id) =>
      (await prisma.run.findFirst({ where: { id, accountId }, select: { id: true, createdAt: true } })) ?? undefined,
    readBatch: async (accountId, filter, last) =>
      toRecords(
        await prisma.run.findMany({
          where: { AND: [scope(accountId, filter), last === undefined ? {} : behind(last)] },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
          take: BATCH_ROWS,
        }),
      ),
  };
}

function scope(accountId: string, filter: RunFilter): Prisma.RunWhereInput {
  const { state, model, keyId, errorCode, from, to, minCost } = filter;
  return {
    accountId,
    ...(state !== undefined && { state }),
    ...(model !== undefined && { model }),
    ...(keyId !== undefined && { apiKeyId: keyId === SESSION ? null : keyId }),
    ...(errorCode !== undefined && { errorCode }),
    ...(minCost !== undefined && { costMicros: { gte: creditsToMicros(minCost) } }),
    ...((from !== undefined || to !== undefined) && {
      createdAt: { ...(from !== undefined && { gte: new Date(from) }), ...(to !== undefined && { lt: new Date(to) }) },
    }),
  };
}

/** The first condition lets the index begin there; the second leaves out what stands at the very same moment, but before. */
const behind = ({ createdAt, id }: Place): Prisma.RunWhereInput => ({
  createdAt: { gte: createdAt },
  OR: [{ createdAt: { gt: createdAt } }, { id: { gt: id } }],
});

/**
 * One page of the calls that fit, newest first, and one row more where there is one. Each of these statements walks the index of the
 * account's history from the newest call on, and no further than it says.
 */
export function runsPageSql(accountId: string, scope: RunScope, skip: number, take: number): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM (${lookedThrough(accountId, scope)}) r WHERE ${matching(scope)}
    ORDER BY r."createdAt" DESC, r.id DESC LIMIT ${take + 1} OFFSET ${skip}`;
}

/** How many fit, at most one more than is counted. */
export function runsCountSql(accountId: string, scope: RunScope): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int AS count
    FROM (SELECT 1 FROM (${lookedThrough(accountId, scope)}) r WHERE ${matching(scope)} LIMIT ${COUNTED + 1}) matched`;
}

/** The last call that is looked through; none where all of them are. */
export function lastLookedThroughSql(accountId: string, scope: RunScope): Prisma.Sql {
  return Prisma.sql`
    SELECT r.id FROM core."Run" r WHERE ${within(accountId, scope)}
    ORDER BY r."createdAt" DESC, r.id DESC LIMIT 1 OFFSET ${LOOKED_THROUGH - 1}`;
}

/** Whether calls can be passed over: else what is looked through is what fits. */
export function isFiltering({ state, model, keyId, errorCode, minCost }: RunFilter): boolean {
  return [state, model, keyId, errorCode, minCost].some((value) => value !== undefined);
}

const lookedThrough = (accountId: string, scope: RunScope): Prisma.Sql => Prisma.sql`
  SELECT r.* FROM core."Run" r WHERE ${within(accountId, scope)}
  ORDER BY r."createdAt" DESC, r.id DESC ${isFiltering(scope) ? Prisma.sql`LIMIT ${LOOKED_THROUGH}` : Prisma.empty}`;

/** What the index answers. */
function within(accountId: string, { from, to, before }: RunScope): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`r."accountId" = ${accountId}`,
      ...(from === undefined ? [] : [Prisma.sql`r."createdAt" >= ${new Date(from)}::timestamptz`]),
      ...(to === undefined ? [] : [Prisma.sql`r."createdAt" < ${new Date(to)}::timestamptz`]),
      ...(before === undefined
        ? []
        : [Prisma.sql`(r."createdAt", r.id) < (${before.createdAt}::timestamptz, ${before.id})`]),
    ],
    ' AND ',
  );
}

/** What each call has to be looked at for. */
function matching({ state, model, keyId, errorCode, minCost }: RunFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(state === undefined ? [] : [Prisma.sql`r.state = ${state}`]),
      ...(model === undefined ? [] : [Prisma.sql`r.model = ${model}`]),
      ...(keyId === undefined
        ? []
        : [Prisma.sql`r."apiKeyId" IS NOT DISTINCT FROM ${keyId === SESSION ? null : keyId}`]),
      ...(errorCode === undefined ? [] : [Prisma.sql`r."errorCode" = ${errorCode}`]),
      ...(minCost === undefined ? [] : [Prisma.sql`r."costMicros" >= ${creditsToMicros(minCost)}`]),
    ],
    ' AND ',
  );
}
