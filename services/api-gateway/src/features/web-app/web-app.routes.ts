import express, { type Express } from 'express';
import { join } from 'node:path';

const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/** The hash of an empty element: emotion adds `<style>` elements and fills them through the CSSOM only. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** What the web app may load: its own files and nothing else, no inline script, no inline style. See frontend/README.md. */
export const webAppPolicies = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", EMPTY_STYLE],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
};

/** Hands out the built web app: hashed assets for a year, and its one page for every address a browser may be sent to. */
export function webAppRoutes(app: Express, directory: string): void {
  app.use(
    '/assets',
    express.static(join(directory, 'assets'), { immutable: true, maxAge: ONE_YEAR_MS, fallthrough: false }),
  );
  app.use(express.static(directory, { index: false, maxAge: 0 }));
  app.get('/{*path}', (req, res, next) => {
    const wantsPage = req.path === '/' || req.accepts(['json', 'html']) === 'html';
    if (!wantsPage || /^\/(api|v1|mcp|ws)(\/|$)/.test(req.path)) return next();
    res.set('cache-control', 'no-cache').sendFile(join(directory, 'index.html'));
  });
}
