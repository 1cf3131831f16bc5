import { STRIPE_SIGNATURE_HEADER, paymentEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import express, { type IRouter } from 'express';
import { type BeginCheckoutDeps, beginCheckout } from './begin-checkout.ts';
import { type KeepAutoTopUpDeps, readAutoTopUp, setAutoTopUp } from './keep-auto-top-up.ts';
import { openPortal } from './open-portal.ts';
import { type ShowPaymentsDeps, listPackages, listPayments, readDocuments, readPayment } from './show-payments.ts';
import { type TakeEventDeps, takeEvent } from './take-event.ts';

type PaymentsDeps = { authenticate: Authenticate } & BeginCheckoutDeps &
  KeepAutoTopUpDeps &
  ShowPaymentsDeps &
  TakeEventDeps;

/** Far more than an event has. */
const EVENT_LIMIT = '1mb';

export function mountPayments(router: IRouter, deps: PaymentsDeps): void {
  const { authenticate } = deps;
  mountEndpoint(router, paymentEndpoints.listPackages, { handler: () => listPackages(deps.provider) });
  mountEndpoint(router, paymentEndpoints.checkout, {
    authenticate,
    handler: ({ identity, body }) => beginCheckout(deps, identity, body),
  });
  mountEndpoint(router, paymentEndpoints.listPayments, {
    authenticate,
    handler: ({ identity, query }) => listPayments(deps.payments, identity.accountId, query),
  });
  mountEndpoint(router, paymentEndpoints.takeStripeEvent, {
    // The signature is over the bytes as they came: nothing parses them before it is checked.
    before: [express.raw({ type: () => true, limit: EVENT_LIMIT, inflate: false })],
    handler: ({ req }) => takeEvent(deps, { body: req.body, signature: req.get(STRIPE_SIGNATURE_HEADER) }),
  });
  mountEndpoint(router, paymentEndpoints.openPortal, {
    authenticate,
    handler: ({ identity }) => openPortal(deps, identity),
  });
  mountEndpoint(router, paymentEndpoints.readAutoTopUp, {
    authenticate,
    handler: ({ identity }) => readAutoTopUp(deps, identity.accountId),
  });
  mountEndpoint(router, paymentEndpoints.setAutoTopUp, {
    authenticate,
    handler: ({ identity, body }) => setAutoTopUp(deps, identity, body),
  });
  mountEndpoint(router, paymentEndpoints.readDocuments, {
    authenticate,
    handler: ({ identity, params }) => readDocuments(deps, identity.accountId, params.id),
  });
  mountEndpoint(router, paymentEndpoints.readPayment, {
    authenticate,
    handler: ({ identity, params }) => readPayment(deps, identity.accountId, params.id),
  });
}
