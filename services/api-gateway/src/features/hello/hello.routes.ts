import { hubEndpoints } from '@smart-ai-hub/contracts';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';

/** `HEAD /api/hello`: what Claude Code asks at its start, without a key, to learn whether its base URL is reachable. */
export function helloRoutes(app: Express): void {
  mountEndpoint(app, hubEndpoints.sayHello, { handler: () => undefined });
}
