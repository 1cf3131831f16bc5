import { AppError, type Balance, microsToCredits } from '@smart-ai-hub/contracts';
import type { CreditsRepository } from './credits.repository.ts';

export async function readBalance(credits: CreditsRepository, accountId: string): Promise<Balance> {
  const account = await credits.findBalance(accountId);
  if (account === null) {
    throw new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
  return {
    balance: microsToCredits(account.currentBalance),
    available: microsToCredits(account.available),
    held: microsToCredits(account.held),
    debt: microsToCredits(account.debtMicros),
  };
}
