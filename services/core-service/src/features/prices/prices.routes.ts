import { priceEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { endPrice } from './end-price.ts';
import { listPrices } from './list-prices.ts';
import { type SetPriceDeps, setPrice } from './set-price.ts';

type PricesDependencies = SetPriceDeps & { authenticate: Authenticate };

export function mountPrices(router: IRouter, { authenticate, ...deps }: PricesDependencies): void {
  mountEndpoint(router, priceEndpoints.listPrices, {
    authenticate,
    handler: ({ query }) => listPrices(deps.prices, query),
  });
  mountEndpoint(router, priceEndpoints.setPrice, {
    authenticate,
    handler: ({ identity, body }) => setPrice(deps, identity, body),
  });
  mountEndpoint(router, priceEndpoints.endPrice, {
    authenticate,
    handler: ({ identity, params }) => endPrice(deps, identity, params.id),
  });
}
