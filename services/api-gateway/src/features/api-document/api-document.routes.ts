import { hubEndpoints } from '@smart-ai-hub/contracts';
import { mountRoute } from '@smart-ai-hub/service-kit';
import { createHash } from 'node:crypto';
import type { Express } from 'express';
import { buildApiDocument } from './build-api-document.ts';
import { publicGroups } from './public-groups.ts';

/** `GET /openapi.json`: made once, at the start; whoever has it asks by its ETag whether it still holds. */
export function apiDocumentRoutes(app: Express, { SERVICE_VERSION }: { SERVICE_VERSION: string }): void {
  const document = JSON.stringify(buildApiDocument(publicGroups, { version: SERVICE_VERSION }));
  const etag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 27)}"`;
  mountRoute(app, hubEndpoints.readApiDocument, {
    handler(req, res) {
      res.set({ etag, 'cache-control': 'no-cache' });
      if (req.fresh) res.status(304).end();
      else res.type('application/json').send(document);
    },
  });
}
