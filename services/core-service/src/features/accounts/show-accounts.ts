import { type AdminAccount, AppError, microsToCredits } from '@smart-ai-hub/contracts';
import type { CreditAccountModel } from '@smart-ai-hub/database';
import type { CreditsRepository, TransactionQuery } from '../credits/credits.repository.ts';
import { listTransactions } from '../credits/list-transactions.ts';
import { type Page, pageOf } from '../page.ts';
import type { AccountsRepository } from './accounts.repository.ts';

type AccountsQuestion = Page & { q?: string | undefined; frozen?: 'true' | 'false' | undefined };

export async function listAccounts(accounts: AccountsRepository, { q, frozen, ...page }: AccountsQuestion) {
  const ids = q === undefined ? undefined : await findIds(accounts, q);
  const query = { ...page, ids, frozen: frozen === undefined ? undefined : frozen === 'true' };
  const [rows, total] = await Promise.all([accounts.list(query), accounts.count(query)]);
  return { accounts: await present(accounts, rows), ...pageOf(page, total) };
}

/** An account whose person was deleted is still found by its own id. */
async function findIds(accounts: AccountsRepository, question: string): Promise<string[]> {
  const contacts = await accounts.searchContacts(question);
  return [question, ...contacts.map(({ accountId }) => accountId)];
}

/** @throws AppError not_found */
export async function readAccount(accounts: AccountsRepository, id: string): Promise<AdminAccount> {
  const row = await accounts.find(id);
  const [account] = row === null ? [] : await present(accounts, [row]);
  if (account === undefined) throw noSuchAccount(id);
  return account;
}

/** @throws AppError not_found */
export async function listAccountTransactions(
  { accounts, credits }: { accounts: AccountsRepository; credits: CreditsRepository },
  id: string,
  query: TransactionQuery,
) {
  if ((await accounts.find(id)) === null) throw noSuchAccount(id);
  return listTransactions(credits, id, query);
}

export const noSuchAccount = (id: string) => new AppError('not_found', { detail: `There is no account ${id}.` });

async function present(accounts: AccountsRepository, rows: CreditAccountModel[]): Promise<AdminAccount[]> {
  const ids = rows.map(({ id }) => id);
  const [contacts, closures] = await Promise.all([accounts.readContacts(ids), accounts.readClosures(ids)]);
  const emails = new Map(contacts.map(({ accountId, email }) => [accountId, email]));
  return rows.map((row) => ({
    id: row.id,
    userId: row.userId,
    email: emails.get(row.id) ?? null,
    balance: microsToCredits(row.currentBalance),
    available: microsToCredits(row.available),
    held: microsToCredits(row.held),
    debt: microsToCredits(row.debtMicros),
    totalPurchased: microsToCredits(row.totalPurchased),
    totalUsed: microsToCredits(row.totalUsed),
    frozenAt: row.frozenAt?.toISOString() ?? null,
    frozenReason: row.frozenReason,
    deletedAt: closures.get(row.id)?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }));
}
