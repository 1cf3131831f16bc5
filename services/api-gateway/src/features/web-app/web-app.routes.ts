import express, { type Express } from 'express';
import { join } from 'node:path';

const ONE_YEAR_MS = 365 * 24 * 3600 * 1000;

/** Hands out the built web app: hashed assets for a year, and its one page for every address a browser may be sent to. */
export function webAppRoutes(app: Express, directory: string): void {
  app.use('/assets', express.static(join(directory, 'assets'), { immutable: true, maxAge: ONE_YEAR_MS, fallthrough: false }));
  app.use(express.static(directory, { index: false, maxAge: 0 }));
  app.get('/{*path}', (req, res, next) => {
    const wantsPage = req.path === '/' || req.accepts(['json', 'html']) === 'html';
    if (!wantsPage || /^\/(api|v1|mcp|ws)(\/|$)/.test(req.path)) return next();
    res.set('cache-control', 'no-cache').sendFile(join(directory, 'index.html'));
  });
}
