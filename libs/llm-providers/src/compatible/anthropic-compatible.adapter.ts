import type { WireDialect } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { createAnthropicAdapter } from '../anthropic/anthropic.adapter.ts';
import type { ProviderAdapter } from '../port.ts';
import type { CompatibleAdapterOptions } from './compatible-adapter-options.ts';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';
import { configuredTargets, listedTargets } from './compatible-models.ts';
import { withNormalisedErrors } from './normalise-error-body.ts';

const DIALECTS: WireDialect[] = ['anthropic-messages'];

/** Whoever speaks Anthropic's Messages API. Configured models need no listing. */
export function createAnthropicCompatibleAdapter(options: CompatibleAdapterOptions): ProviderAdapter {
  const { endpoint, apiKey, http, limits } = options;
  const adapter = createAnthropicAdapter({
    id: endpoint.id,
    apiKey,
    baseUrl: endpoint.baseUrl,
    http: withNormalisedErrors(http),
    limits,
    toTargets: (listedIds) => chatTargets(endpoint, listedIds),
  });
  return endpoint.models ? { ...adapter, listModels: async () => anthropicConfiguredTargets(endpoint) } : adapter;
}

/** The models that the endpoint's configuration names. */
export function anthropicConfiguredTargets(endpoint: CompatibleEndpoint): ModelTarget[] {
  return configuredTargets(endpoint, DIALECTS);
}

/** Anthropic's API has no embeddings: a server that has some serves them by another one. */
function chatTargets(endpoint: CompatibleEndpoint, listedIds: string[]): ModelTarget[] {
  const listed = listedIds.map((id) => ({ id }));
  return listedTargets(endpoint, listed, DIALECTS).filter(({ card }) => card.kind === 'chat');
}
