import { runEndpoints } from '@smart-ai-hub/contracts';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Router } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createRun } from './create-run.ts';
import { findRun } from './find-run.ts';
import { presentRun } from './present-run.ts';
import { streamRunEvents } from './stream-run-events.ts';

/** The hub's own way to call a model: start, read (and read again), cancel. */
export function runsRoutes(router: Router, deps: GatewayDeps): void {
  const { authenticate } = deps;
  mountEndpoint(router, runEndpoints.createRun, {
    authenticate,
    handler: ({ identity, body, req }) => createRun(deps, identity, body, req),
  });
  mountEndpoint(router, runEndpoints.readRun, {
    authenticate,
    handler: async ({ identity, params }) => ({ run: presentRun(await findRun(deps, identity, params.id)) }),
  });
  mountEndpoint(router, runEndpoints.streamRunEvents, {
    authenticate,
    handler: async ({ identity, params, req, res }) => {
      await streamRunEvents(deps, await findRun(deps, identity, params.id), req, res);
    },
  });
  mountEndpoint(router, runEndpoints.cancelRun, {
    authenticate,
    handler: async ({ identity, params }) => {
      await cancelRun(deps, await findRun(deps, identity, params.id));
      return { run: presentRun(await findRun(deps, identity, params.id)) };
    },
  });
}
