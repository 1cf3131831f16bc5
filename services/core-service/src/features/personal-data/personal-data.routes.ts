import { personalDataEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, identityOf, mountRoute } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { exportPerson, type ExportPersonDeps } from './export-person.ts';

type PersonalDataDependencies = ExportPersonDeps & { authenticate: Authenticate };

export function mountPersonalData(router: IRouter, { authenticate, ...deps }: PersonalDataDependencies): void {
  mountRoute(router, personalDataEndpoints.exportPersonalData, {
    authenticate,
    handler: (_request, response) => exportPerson(deps, identityOf(response), response),
  });
}
