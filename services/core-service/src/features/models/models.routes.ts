import { modelEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { listModels } from './list-models.ts';
import type { ModelsRepository } from './models.repository.ts';

type ModelsDependencies = { authenticate: Authenticate; models: ModelsRepository };

export function mountModels(router: IRouter, { authenticate, models }: ModelsDependencies): void {
  mountEndpoint(router, modelEndpoints.listModels, { authenticate, handler: () => listModels(models) });
}
