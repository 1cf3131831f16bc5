import { hubEndpoints } from '@smart-ai-hub/contracts';
import { mountRoute } from '@smart-ai-hub/service-kit';
import express, { type Express } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ONE_DAY_MS = 24 * 3600 * 1000;

const LIBRARY_FILES = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js']);

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Smart AI Hub</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/reference.css">
</head>
<body>
<header><a href="/">Smart AI Hub</a><span>API reference</span><a href="/openapi.json">openapi.json</a></header>
<main id="reference"><noscript>The API reference needs JavaScript. The document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/reference.js"></script>
</body>
</html>
`;

/** `GET /docs`: the API document for people, to read and to try out. Everything comes from here: the policy allows nothing else. */
export function apiReferenceRoutes(app: Express): void {
  mountRoute(app, hubEndpoints.readApiReference, {
    handler: (_req, res) => void res.set('cache-control', 'no-cache').type('html').send(PAGE),
  });
  const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const sendLibrary = express.static(swaggerUi, { index: false, redirect: false, maxAge: ONE_DAY_MS });
  app.use('/docs/assets', express.static(join(import.meta.dirname, 'assets'), { index: false, redirect: false }));
  // The package holds more than the page needs, among it a page of its own.
  app.use('/docs/assets', (req, res, next) => (LIBRARY_FILES.has(req.path) ? sendLibrary(req, res, next) : next()));
}
