import type { WireDialect } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { createAnthropicAdapter } from '../anthropic/anthropic.adapter.ts';
import type { ProviderAdapter } from '../port.ts';
import type { ListedModel } from '../providers/model-listing.ts';
import type { CompatibleAdapterOptions } from './compatible-adapter-options.ts';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';
import { configuredTargets, listedTargets } from './compatible-models.ts';
import { withNormalisedErrors } from './normalise-error-body.ts';

const DIALECTS: WireDialect[] = ['anthropic-messages'];

/** Whoever speaks Anthropic's Messages API. */
export function createAnthropicCompatibleAdapter(options: CompatibleAdapterOptions): ProviderAdapter {
  const { endpoint, apiKey, http, limits } = options;
  return createAnthropicAdapter({
    id: endpoint.id,
    apiKey,
    baseUrl: endpoint.baseUrl,
    http: withNormalisedErrors(http),
    limits,
  });
}

/** The models that the endpoint's configuration names. */
export function anthropicConfiguredTargets(endpoint: CompatibleEndpoint): ModelTarget[] {
  return configuredTargets(endpoint, DIALECTS);
}

/** Those that its server lists. Anthropic's API has no embeddings: a server that has some serves them by another one. */
export function anthropicListedTargets(endpoint: CompatibleEndpoint, listed: ListedModel[]): ModelTarget[] {
  return listedTargets(endpoint, listed, DIALECTS).filter(({ card }) => card.kind === 'chat');
}
