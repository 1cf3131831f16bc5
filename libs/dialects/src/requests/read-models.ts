import {
  type ModelFields,
  type ProviderPreferences,
  type ProviderRouting,
  ignoredPreferences,
  providerRoutingOf,
  requestedModels,
} from '@smart-ai-hub/contracts';
import type { RequestReport } from './request-body.ts';

export type ReadModels = { model: string; models: string[]; routing?: ProviderRouting };

/** The models that a body names, the preferred one first, and by whom they are to be served. Refuses a body that names none. */
export function readModels(
  body: ModelFields & { provider?: ProviderPreferences | null | undefined },
  report: RequestReport,
): ReadModels {
  const models = requestedModels(body);
  const routing = providerRoutingOf(body.provider);
  for (const name of ignoredPreferences(body.provider)) report.warn(`provider.${name} is not honoured`);
  const [model] = models;
  if (model === undefined) report.refuse(['model'], 'is required');
  return { model: model ?? '', models, ...(routing && { routing }) };
}
