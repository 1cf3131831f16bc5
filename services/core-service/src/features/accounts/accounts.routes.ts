import { adminAccountEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { CreditsRepository } from '../credits/credits.repository.ts';
import { type ChangeAccountDeps, changeCredits, freezeAccount } from './change-account.ts';
import { listAccounts, listAccountTransactions, readAccount } from './show-accounts.ts';

type AccountsDependencies = ChangeAccountDeps & { authenticate: Authenticate; credits: CreditsRepository };

export function mountAccounts(router: IRouter, { authenticate, ...deps }: AccountsDependencies): void {
  mountEndpoint(router, adminAccountEndpoints.listAccounts, {
    authenticate,
    handler: ({ query }) => listAccounts(deps.accounts, query),
  });
  mountEndpoint(router, adminAccountEndpoints.readAccount, {
    authenticate,
    handler: async ({ params }) => ({ account: await readAccount(deps.accounts, params.id) }),
  });
  mountEndpoint(router, adminAccountEndpoints.listAccountTransactions, {
    authenticate,
    handler: ({ params, query }) => listAccountTransactions(deps, params.id, query),
  });
  mountEndpoint(router, adminAccountEndpoints.freezeAccount, {
    authenticate,
    handler: ({ identity, params, body }) => freezeAccount(deps, identity, params.id, body),
  });
  mountEndpoint(router, adminAccountEndpoints.unfreezeAccount, {
    authenticate,
    handler: ({ identity, params }) => freezeAccount(deps, identity, params.id, false),
  });
  mountEndpoint(router, adminAccountEndpoints.changeCredits, {
    authenticate,
    handler: ({ identity, params, body }) => changeCredits(deps, identity, params.id, body),
  });
}
