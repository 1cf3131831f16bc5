import { batchEndpoints } from '@smart-ai-hub/contracts';
import { presentBatch } from '@smart-ai-hub/run-pipeline';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { createBatch, readBatch } from './create-batch.ts';
import { writeResults } from './write-results.ts';

/** Calls that nobody waits for: send many, look how far they are, fetch what became of them. */
export function batchesRoutes(app: Express, deps: GatewayDeps): void {
  const { authenticate, batches } = deps;
  mountEndpoint(app, batchEndpoints.createBatch, {
    authenticate,
    bodyRoom: deps.bodyRoom,
    handler: ({ identity, body, req }) => createBatch(deps, identity, body, req),
  });
  mountEndpoint(app, batchEndpoints.listBatches, {
    authenticate,
    handler: async ({ identity: { accountId }, query: { page, limit } }) => {
      const ids = await batches.listBatchIds(accountId, { skip: (page - 1) * limit, take: limit });
      const [rows, total] = await Promise.all([batches.readBatches(ids), batches.countBatches(accountId)]);
      return { batches: rows.map(presentBatch), total, page, totalPages: Math.ceil(total / limit) };
    },
  });
  mountEndpoint(app, batchEndpoints.readBatch, {
    authenticate,
    handler: async ({ identity, params }) => ({ batch: await readBatch(deps, identity.accountId, params.id) }),
  });
  mountEndpoint(app, batchEndpoints.readBatchResults, {
    authenticate,
    handler: async ({ identity, params, res }) => {
      await readBatch(deps, identity.accountId, params.id);
      await writeResults(deps, params.id, res);
    },
  });
  mountEndpoint(app, batchEndpoints.cancelBatch, {
    authenticate,
    handler: async ({ identity: { accountId }, params }) => {
      await batches.startCancel(accountId, params.id);
      return { batch: await readBatch(deps, accountId, params.id) };
    },
  });
}
