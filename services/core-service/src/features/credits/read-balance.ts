import { AppError, type balanceSchema, microsToCredits } from '@smart-ai-hub/contracts';
import type { z } from 'zod';
import type { CreditsRepository } from './credits.repository.ts';

export async function readBalance(
  credits: CreditsRepository,
  accountId: string,
): Promise<z.output<typeof balanceSchema>> {
  const account = await credits.findBalance(accountId);
  if (account === null) {
    throw new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
  return {
    balance: microsToCredits(account.currentBalance),
    available: microsToCredits(account.available),
    held: microsToCredits(account.held),
  };
}
