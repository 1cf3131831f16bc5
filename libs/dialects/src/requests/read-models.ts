import { type ModelFields, requestedModels } from '@smart-ai-hub/contracts';
import type { RequestReport } from './request-body.ts';

/** The models that a body names, the preferred one first. Refuses a body that names none. */
export function readModels(body: ModelFields, report: RequestReport): { model: string; models: string[] } {
  const models = requestedModels(body);
  const [model] = models;
  if (model === undefined) report.refuse(['model'], 'is required');
  return { model: model ?? '', models };
}
