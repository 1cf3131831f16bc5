import {
  AppError,
  type ChangeCreditsBody,
  creditsToMicros,
  type Identity,
  microsToCredits,
} from '@smart-ai-hub/contracts';
import type { Logger } from '@smart-ai-hub/service-kit';
import { presentTransaction } from '../credits/present-transaction.ts';
import type { AccountsRepository } from './accounts.repository.ts';
import { noSuchAccount, readAccount } from './show-accounts.ts';

export type ChangeAccountDeps = { accounts: AccountsRepository; logger: Logger };

/** @throws AppError not_found */
export async function freezeAccount(
  { accounts, logger }: ChangeAccountDeps,
  { userId }: Identity,
  accountId: string,
  freeze: { reason: string } | false,
) {
  const { known, changed } = await accounts.setFrozen(accountId, freeze);
  if (!known) throw noSuchAccount(accountId);
  if (changed)
    logger.warn({ accountId, userId, frozen: freeze !== false }, 'an administrator froze or unfroze an account');
  return { account: await readAccount(accounts, accountId) };
}

/**
 * One entry of the ledger by the hand of an administrator, once for each idempotency key.
 * @throws AppError not_found; idempotency_conflict for a key with another amount; insufficient_credits for a correction below zero
 */
export async function changeCredits(
  { accounts, logger }: ChangeAccountDeps,
  { userId }: Identity,
  accountId: string,
  { type, amount, reason, idempotencyKey }: ChangeCreditsBody,
) {
  const result = await accounts.changeCredits({
    accountId,
    type,
    amountMicros: creditsToMicros(amount),
    description: reason,
    metadata: { by: userId },
    idempotencyKey: `admin ${idempotencyKey}`,
  });
  if (result.outcome === 'unknown_account') throw noSuchAccount(accountId);
  if (result.outcome === 'conflict') {
    throw new AppError('idempotency_conflict', {
      detail: `The key ${idempotencyKey} was used for another change of this account. A new change needs a new key.`,
      errors: [{ path: 'idempotencyKey', message: 'was used for another change' }],
    });
  }
  if (result.outcome === 'insufficient') {
    const available = microsToCredits(result.availableMicros);
    throw new AppError('insufficient_credits', {
      detail: `Only ${available} credits are available in this account; a correction cannot take away more.`,
      errors: [{ path: 'amount', message: `must not be below ${-available}` }],
    });
  }
  logger.warn(
    { accountId, userId, type, transactionId: result.transactionId, outcome: result.outcome },
    'credits changed',
  );
  const transaction = await accounts.findTransaction(result.transactionId);
  if (transaction === null) throw new Error(`transaction ${result.transactionId} is gone as soon as it was written`);
  return { account: await readAccount(accounts, accountId), transaction: presentTransaction(transaction) };
}
