import { AppError, socketEndpoints } from '@smart-ai-hub/contracts';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';

/** What comes to the address of WebSockets by plain HTTP; the others do not get this far. */
export function socketRoutes(app: Express): void {
  mountEndpoint(app, socketEndpoints.openSocket, {
    handler: ({ res }) => {
      res.set({ connection: 'Upgrade', upgrade: 'websocket' });
      throw new AppError('websocket_required', { detail: 'Open a WebSocket to this address.' });
    },
  });
}
