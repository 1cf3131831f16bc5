import { runEndpoints } from '@smart-ai-hub/contracts';
import { presentRun } from '@smart-ai-hub/ledger';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createRun } from './create-run.ts';
import { findRun } from './find-run.ts';
import { streamRunEvents } from './stream-run-events.ts';

/** The hub's own way to call a model: start, read (and read again), cancel. */
export function runsRoutes(app: Express, deps: GatewayDeps): void {
  const { authenticate } = deps;
  mountEndpoint(app, runEndpoints.createRun, {
    authenticate,
    bodyRoom: deps.bodyRoom,
    handler: ({ identity, body, req }) => createRun(deps, identity, body, req),
  });
  mountEndpoint(app, runEndpoints.readRun, {
    authenticate,
    handler: async ({ identity, params }) => ({ run: presentRun(await findRun(deps, identity, params.id)) }),
  });
  mountEndpoint(app, runEndpoints.streamRunEvents, {
    authenticate,
    handler: async ({ identity, params, req, res }) => {
      await streamRunEvents(deps, await findRun(deps, identity, params.id), req, res);
    },
  });
  mountEndpoint(app, runEndpoints.cancelRun, {
    authenticate,
    handler: async ({ identity, params }) => {
      await cancelRun(deps, await findRun(deps, identity, params.id));
      return { run: presentRun(await findRun(deps, identity, params.id)) };
    },
  });
}
