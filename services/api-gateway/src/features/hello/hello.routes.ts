import type { Express } from 'express';

/** `HEAD /api/hello`: what Claude Code asks at its start, without a key, to learn whether its base URL is reachable. */
export function helloRoutes(app: Express): void {
  app.head('/api/hello', (_req, res) => void res.status(200).end());
}
