import type { TransactionType } from '@smart-ai-hub/contracts';
import { newId } from '@smart-ai-hub/contracts';
import { ledgerError } from './database-failure.ts';
import type { SqlExecutor } from './ledger-types.ts';

async function queryRow<Row>(executor: SqlExecutor, text: string, values: unknown[]): Promise<Row> {
  try {
    const { rows } = await executor.query(text, values);
    return rows[0] as Row;
  } catch (error) {
    throw ledgerError(error);
  }
}

export type OpenAccountInput = { accountId: string; userId: string; welcomeMicros: bigint };

/**
 * Opens a user's credit account and credits the welcome amount, once: a repeated call answers `opened: false` and
 * changes nothing. Meant for the registration's own transaction; needs role `hub_auth`.
 */
export async function openAccount(executor: SqlExecutor, input: OpenAccountInput): Promise<{ opened: boolean }> {
  return queryRow(executor, 'SELECT core.open_account($1, $2, $3::bigint) AS opened', [
    input.accountId,
    input.userId,
    input.welcomeMicros.toString(),
  ]);
}

export type GrantCreditsInput = {
  accountId: string;
  /** Signed: a grant is positive, a correction either. */
  amountMicros: bigint;
  type: Extract<TransactionType, 'grant' | 'correction'>;
  /** Shown to the account's owner. */
  description: string;
  metadata?: Record<string, unknown>;
  /** Names what it answers outside of the ledger (a form, a rule): a second call with it changes nothing. */
  idempotencyKey: string;
};

export type GrantCreditsResult =
  | { outcome: 'granted' | 'replay'; transactionId: string; balanceMicros: bigint; availableMicros: bigint }
  /** The key was used for another amount or type. */
  | { outcome: 'conflict'; transactionId: string }
  /** A debit beyond what is available. */
  | { outcome: 'insufficient'; balanceMicros: bigint; availableMicros: bigint }
  | { outcome: 'unknown_account' };

type GrantRow = {
  outcome: GrantCreditsResult['outcome'];
  transactionId: string;
  balanceMicros: string;
  availableMicros: string;
};

/** Credits or debits an account outside of runs and payments, once per idempotency key; a debt is paid first. Needs role `hub_core`. */
export async function grantCredits(executor: SqlExecutor, input: GrantCreditsInput): Promise<GrantCreditsResult> {
  const row = await queryRow<GrantRow>(
    executor,
    'SELECT * FROM core.grant_credits($1, $2, $3::bigint, $4, $5, $6::jsonb, $7)',
    [
      newId('txn'),
      input.accountId,
      input.amountMicros.toString(),
      input.type,
      input.description,
      JSON.stringify(input.metadata ?? {}),
      input.idempotencyKey,
    ],
  );
  const { outcome, transactionId } = row;
  if (outcome === 'unknown_account') return { outcome };
  if (outcome === 'conflict') return { outcome, transactionId };
  const balanceMicros = BigInt(row.balanceMicros);
  const availableMicros = BigInt(row.availableMicros);
  if (outcome === 'insufficient') return { outcome, balanceMicros, availableMicros };
  return { outcome, transactionId, balanceMicros, availableMicros };
}

/**
 * Stops new runs of an account, for a reason that its owner and administrators are told, or allows them again; running ones
 * finish. `changed` is false for an account that was in that state already: its first reason stays. Needs role `hub_core`.
 */
export async function setAccountFrozen(
  executor: SqlExecutor,
  accountId: string,
  freeze: { reason: string } | false,
): Promise<{ known: boolean; changed: boolean }> {
  return queryRow(executor, 'SELECT known, changed FROM core.set_account_frozen($1, $2::boolean, $3)', [
    accountId,
    freeze !== false,
    freeze === false ? null : freeze.reason,
  ]);
}
