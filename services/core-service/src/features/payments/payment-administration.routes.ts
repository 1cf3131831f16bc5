import { paymentAdministrationEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import {
  type AdministerPaymentsDeps,
  listAllPayments,
  listReconciliations,
  refundPayment,
} from './administer-payments.ts';

export function mountPaymentAdministration(
  router: IRouter,
  deps: AdministerPaymentsDeps & { authenticate: Authenticate },
): void {
  const { authenticate } = deps;
  mountEndpoint(router, paymentAdministrationEndpoints.listAllPayments, {
    authenticate,
    handler: ({ query }) => listAllPayments(deps, query),
  });
  mountEndpoint(router, paymentAdministrationEndpoints.refundPayment, {
    authenticate,
    handler: ({ identity, params, body }) => refundPayment(deps, identity, params.id, body),
  });
  mountEndpoint(router, paymentAdministrationEndpoints.listReconciliations, {
    authenticate,
    handler: ({ query }) => listReconciliations(deps, query),
  });
}
