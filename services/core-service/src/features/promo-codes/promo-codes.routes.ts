import { promoCodeEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { createPromoCode, disablePromoCode, listPromoCodes, type ManagePromoCodesDeps } from './manage-promo-codes.ts';
import { type RedeemDeps, redeemPromoCode } from './redeem-promo-code.ts';

type PromoCodesDependencies = ManagePromoCodesDeps &
  RedeemDeps & {
    authenticate: Authenticate;
    /** A program has no promo codes, and a leaked key must not try them. */
    authenticateSession: Authenticate;
  };

export function mountPromoCodes(router: IRouter, deps: PromoCodesDependencies): void {
  const { authenticate, authenticateSession, promoCodes } = deps;
  mountEndpoint(router, promoCodeEndpoints.redeemPromoCode, {
    authenticate: authenticateSession,
    handler: ({ identity, body }) => redeemPromoCode(deps, identity, body.code),
  });
  mountEndpoint(router, promoCodeEndpoints.listPromoCodes, {
    authenticate,
    handler: ({ query }) => listPromoCodes(promoCodes, query),
  });
  mountEndpoint(router, promoCodeEndpoints.createPromoCode, {
    authenticate,
    handler: ({ identity, body }) => createPromoCode(deps, identity, body),
  });
  mountEndpoint(router, promoCodeEndpoints.disablePromoCode, {
    authenticate,
    handler: ({ identity, params }) => disablePromoCode(deps, identity, params.id),
  });
}
