import { accountEndpoints, personAdministrationEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { ReadMe } from '../accounts/read-me.ts';
import type { RefreshCookie } from '../sessions/refresh-cookie.ts';
import type { DeleteMe, DeletePerson } from './delete-person.ts';

export type DeletionDependencies = {
  authenticate: Authenticate;
  refreshCookie: RefreshCookie;
  readMe: ReadMe;
  deleteMe: DeleteMe;
  deletePerson: DeletePerson;
};

export function mountDeletion(router: IRouter, deps: DeletionDependencies): void {
  const { authenticate } = deps;
  mountEndpoint(router, accountEndpoints.deleteMe, {
    authenticate,
    handler: async ({ identity, body: { password, forfeitCredits }, req, res }) => {
      await deps.deleteMe(identity, { password, forfeitCredits, address: req.ip ?? 'unknown' });
      deps.refreshCookie.clear(res);
    },
  });
  mountEndpoint(router, personAdministrationEndpoints.deletePerson, {
    authenticate,
    handler: async ({ identity, params, body: { reason, forfeitCredits } }) => {
      // An administrator who was deleted has a token for minutes more.
      await deps.readMe(identity);
      await deps.deletePerson(identity, { accountId: params.id, reason, forfeitCredits });
    },
  });
}
