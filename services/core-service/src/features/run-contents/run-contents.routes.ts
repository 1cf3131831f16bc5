import { contentRetentionEndpoints, runContentEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { readRetention, type RetentionDeps, setRetention } from './keep-retention.ts';
import { deleteContent, readContent } from './show-content.ts';

type RunContentsDependencies = RetentionDeps & { authenticate: Authenticate };

export function mountRunContents(router: IRouter, { authenticate, ...deps }: RunContentsDependencies): void {
  mountEndpoint(router, contentRetentionEndpoints.readContentRetention, {
    authenticate,
    handler: ({ identity }) => readRetention(deps, identity.accountId),
  });
  mountEndpoint(router, contentRetentionEndpoints.setContentRetention, {
    authenticate,
    handler: ({ identity, body }) => setRetention(deps, identity, body.keepDays),
  });
  mountEndpoint(router, runContentEndpoints.readRunContent, {
    authenticate,
    handler: ({ identity, params }) => readContent(deps.contents, identity.accountId, params.id),
  });
  mountEndpoint(router, runContentEndpoints.deleteRunContent, {
    authenticate,
    handler: ({ identity, params }) => deleteContent(deps.contents, identity.accountId, params.id),
  });
}
