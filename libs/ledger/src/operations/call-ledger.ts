import type { Pool } from 'pg';

type LedgerFunction = {
  /** A function of schema core that answers one row an item. */
  together: string;
  /** A procedure for an item that is alone (ADR 18), where there is one. */
  alone?: string;
};

/** Hands the items of a batch to the ledger's SQL. Answers its rows in the order of the items, by the position that each row carries. */
export async function callLedger<Row extends { item: number }>(
  pool: Pool,
  { together, alone }: LedgerFunction,
  items: readonly object[],
): Promise<Row[]> {
  const [first, ...others] = items;
  if (alone !== undefined && first !== undefined && others.length === 0) {
    const { rows } = await pool.query<{ answer: Row }>({
      name: `ledger-${alone}`,
      text: `CALL core.${alone}($1::jsonb, NULL)`,
      values: [JSON.stringify(first)],
    });
    return rows.map(({ answer }) => answer);
  }
  const { rows } = await pool.query<Row>({
    name: `ledger-${together}`,
    text: `SELECT * FROM core.${together}($1::jsonb)`,
    values: [JSON.stringify(items)],
  });
  return rows.toSorted((a, b) => a.item - b.item);
}
