import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { apiGroups, declaredRoutes } from '@smart-ai-hub/contracts';
import { mountedRoutes, PROBE_ROUTES } from '@smart-ai-hub/testing';
import { createStores, type RunningAuthService, startAuthService, type Stores } from './fixtures/start-auth-service.ts';

/** For the other services alone. */
const INTERNAL_ROUTES = ['GET /.well-known/jwks.json'];

let stores: Stores;
let service: RunningAuthService;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores);
});

afterAll(async () => {
  await service.close();
  await stores.close();
});

it('mounts every route that is declared as its own, and no other', () => {
  const declared = declaredRoutes(apiGroups, 'auth-service');
  expect(mountedRoutes(service.app)).toEqual([...declared, ...INTERNAL_ROUTES, ...PROBE_ROUTES].sort());
});
