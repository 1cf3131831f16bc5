import { budgetEndpoints, creditEndpoints } from '@smart-ai-hub/contracts';
import { presentBudget } from '@smart-ai-hub/ledger';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { BudgetsRepository } from './budgets.repository.ts';
import type { CreditsRepository } from './credits.repository.ts';
import { listTransactions } from './list-transactions.ts';
import { readBalance } from './read-balance.ts';

type CreditsDependencies = {
  authenticate: Authenticate;
  /** For what a key must not do, such as raising the budget that bounds it. */
  authenticateSession: Authenticate;
  credits: CreditsRepository;
  budgets: BudgetsRepository;
};

export function mountCredits(router: IRouter, deps: CreditsDependencies): void {
  const { authenticate, authenticateSession, credits, budgets } = deps;
  mountEndpoint(router, creditEndpoints.readBalance, {
    authenticate,
    handler: ({ identity }) => readBalance(credits, identity.accountId),
  });
  mountEndpoint(router, creditEndpoints.listTransactions, {
    authenticate,
    handler: ({ identity, query }) => listTransactions(credits, identity.accountId, query),
  });
  mountEndpoint(router, budgetEndpoints.readBudgets, {
    authenticate,
    handler: async ({ identity }) => ({ budgets: (await budgets.readBudgets(identity.userId)).map(presentBudget) }),
  });
  mountEndpoint(router, budgetEndpoints.setBudgets, {
    authenticate: authenticateSession,
    handler: async ({ identity: { accountId, userId }, body }) => ({
      budgets: (await budgets.setBudgets(accountId, userId, body)).map(presentBudget),
    }),
  });
}
