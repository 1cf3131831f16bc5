import { budgetEndpoints, creditEndpoints } from '@smart-ai-hub/contracts';
import { presentBudget } from '@smart-ai-hub/ledger';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { BudgetsRepository } from './budgets.repository.ts';
import type { CreditsRepository } from './credits.repository.ts';
import { exportTransactions } from './export-transactions.ts';
import { listTransactions } from './list-transactions.ts';
import { readBalance } from './read-balance.ts';
import { listStatements, readStatement } from './read-statement.ts';
import type { StatementsRepository } from './statements.repository.ts';

type CreditsDependencies = {
  authenticate: Authenticate;
  /** For what a key must not do, such as raising the budget that bounds it. */
  authenticateSession: Authenticate;
  credits: CreditsRepository;
  statements: StatementsRepository;
  budgets: BudgetsRepository;
};

export function mountCredits(router: IRouter, deps: CreditsDependencies): void {
  const { authenticate, authenticateSession, credits, statements, budgets } = deps;
  mountEndpoint(router, creditEndpoints.readBalance, {
    authenticate,
    handler: ({ identity }) => readBalance(credits, identity.accountId),
  });
  mountEndpoint(router, creditEndpoints.listTransactions, {
    authenticate,
    handler: ({ identity, query }) => listTransactions(credits, identity.accountId, query),
  });
  mountEndpoint(router, creditEndpoints.exportTransactions, {
    authenticate,
    handler: ({ identity, query, res }) => exportTransactions(credits, identity.accountId, query, res),
  });
  mountEndpoint(router, creditEndpoints.listStatements, {
    authenticate,
    handler: ({ identity }) => listStatements(statements, identity.accountId),
  });
  mountEndpoint(router, creditEndpoints.readStatement, {
    authenticate,
    handler: ({ identity, params }) => readStatement(statements, identity.accountId, params.month),
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
