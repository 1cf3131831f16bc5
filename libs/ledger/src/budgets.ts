import {
  type BudgetLimits,
  type BudgetPeriod,
  type ShownBudget,
  creditsToMicros,
  microsToCredits,
} from '@smart-ai-hub/contracts';
import { ledgerError } from './database-failure.ts';
import type { Budget, SqlExecutor } from './ledger-types.ts';

/** Whose spending a budget limits. */
export type BudgetSubject = { apiKeyId: string } | { userId: string };

type BudgetRow = {
  id: string;
  subject: string;
  period: BudgetPeriod;
  limitMicros: string;
  spentMicros: string;
  heldMicros: string;
  resetsAt: Date | null;
};

const toText = (subject: BudgetSubject): string =>
  'apiKeyId' in subject ? `key ${subject.apiKeyId}` : `user ${subject.userId}`;

// As of now: what was spent in a period that is over counts no more.
const columns = `
  b.id, b.subject, b.period, b."limitMicros"::text AS "limitMicros", b."heldMicros"::text AS "heldMicros",
  core.spent_now(b, clock_timestamp())::text AS "spentMicros",
  CASE WHEN b.period <> 'total'
       THEN (date_trunc(b.period, clock_timestamp() AT TIME ZONE 'UTC') + ('1 ' || b.period)::interval) AT TIME ZONE 'UTC'
  END AS "resetsAt"`;

async function queryBudgets(executor: SqlExecutor, text: string, values: unknown[]): Promise<BudgetRow[]> {
  try {
    return (await executor.query(text, values)).rows as BudgetRow[];
  } catch (error) {
    throw ledgerError(error);
  }
}

const toBudget = ({ id, period, limitMicros, spentMicros, heldMicros, resetsAt }: BudgetRow): Budget => ({
  id,
  period,
  limitMicros: BigInt(limitMicros),
  spentMicros: BigInt(spentMicros),
  heldMicros: BigInt(heldMicros),
  resetsAt: resetsAt ?? undefined,
});

const PERIODS: readonly BudgetPeriod[] = ['day', 'month', 'total'];
const shortestFirst = (one: Budget, other: Budget) => PERIODS.indexOf(one.period) - PERIODS.indexOf(other.period);

/**
 * Sets, changes or (by null) takes away the budgets of a key or a person, in credits; answers those that hold from now on, the
 * shortest period first. Needs role `hub_auth` or `hub_core`.
 */
export async function setBudgets(
  executor: SqlExecutor,
  { accountId, subject, limits }: { accountId: string; subject: BudgetSubject; limits: BudgetLimits },
): Promise<Budget[]> {
  const micros = Object.entries(limits).flatMap(([period, credits]) => {
    if (credits === undefined) return [];
    return [[period, credits === null ? null : String(creditsToMicros(credits))] as const];
  });
  await queryBudgets(executor, 'SELECT id FROM core.set_budgets($1, $2, $3::jsonb)', [
    accountId,
    toText(subject),
    JSON.stringify(Object.fromEntries(micros)),
  ]);
  return (await readBudgets(executor, [subject])).get(subject) ?? [];
}

/** The budgets of each subject, the shortest period first; none is an empty list. */
export async function readBudgets<Subject extends BudgetSubject>(
  executor: SqlExecutor,
  subjects: readonly Subject[],
): Promise<Map<Subject, Budget[]>> {
  const rows = await queryBudgets(
    executor,
    `SELECT ${columns} FROM core."Budget" b WHERE b.subject = ANY ($1::text[])`,
    [subjects.map(toText)],
  );
  const budgetsOf = (subject: Subject) =>
    rows
      .filter((row) => row.subject === toText(subject))
      .map(toBudget)
      .toSorted(shortestFirst);
  return new Map(subjects.map((subject) => [subject, budgetsOf(subject)]));
}

/** What a call ran into when its admission answered `over_budget`; undefined when the budget was taken away meanwhile. */
export async function readBudget(
  executor: SqlExecutor,
  budgetId: string,
): Promise<(Budget & { isOfKey: boolean }) | undefined> {
  const [row] = await queryBudgets(executor, `SELECT ${columns} FROM core."Budget" b WHERE b.id = $1`, [budgetId]);
  return row && { ...toBudget(row), isOfKey: row.subject.startsWith('key ') };
}

/** A budget as `/api` shows it. */
export function presentBudget({ period, limitMicros, spentMicros, heldMicros, resetsAt }: Budget): ShownBudget {
  return {
    period,
    limit: microsToCredits(limitMicros),
    spent: microsToCredits(spentMicros),
    held: microsToCredits(heldMicros),
    resetsAt: resetsAt?.toISOString() ?? null,
  };
}
