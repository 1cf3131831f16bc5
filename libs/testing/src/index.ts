export type { Chromium } from './browser/chromium.ts';
export { findChromium } from './browser/find-chromium.ts';
export { startNginx, type NginxDoor } from './door/start-nginx.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { PROBE_ROUTES, mountedRoutes } from './http/mounted-routes.ts';
export { createSeverableRedis, type SeverableRedis } from './stores/severable-redis.ts';
export { startTestStores, type TestStores } from './stores/start-test-stores.ts';
export { createTestDatabase, type TestDatabase } from './stores/test-database.ts';
export { createTestRedis, type TestRedis } from './stores/test-redis.ts';
