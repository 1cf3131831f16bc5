import { creditEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { CreditsRepository } from './credits.repository.ts';
import { listTransactions } from './list-transactions.ts';
import { readBalance } from './read-balance.ts';

type CreditsDependencies = { authenticate: Authenticate; credits: CreditsRepository };

export function mountCredits(router: IRouter, { authenticate, credits }: CreditsDependencies): void {
  mountEndpoint(router, creditEndpoints.readBalance, {
    authenticate,
    handler: ({ identity }) => readBalance(credits, identity.accountId),
  });
  mountEndpoint(router, creditEndpoints.listTransactions, {
    authenticate,
    handler: ({ identity, query }) => listTransactions(credits, identity.accountId, query),
  });
}
