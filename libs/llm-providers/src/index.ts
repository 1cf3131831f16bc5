export type { CallLimits, ProviderAdapter, ProviderNotice, StreamOptions } from './port.ts';
export { defaultCallLimits } from './port.ts';
export { createUsageMeter, type UsageMeter } from './usage/usage-meter.ts';
export { countRequestTokens, countTokens } from './usage/count-tokens.ts';
export {
  createProviders,
  type ListedCards,
  type Providers,
  type ResolvedModel,
  type UnreachableProvider,
} from './providers/create-providers.ts';
export { type ModelListing, modelListingSchema } from './providers/model-listing.ts';
export type { DatedPrice } from './catalog/catalog-entry.ts';
export { listPricesOf } from './catalog/list-prices.ts';
export { PRICE_LIST } from './catalog/price-data-set.ts';
export type { ProvidersConfig } from './providers/configured-providers.ts';
export { anthropicEndpointsSchema, openAiEndpointsSchema } from './compatible/compatible-endpoints.schema.ts';
export { type ProviderKey, providerKeysSchema } from './keys/provider-keys.schema.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator/create-simulator.ts';
export { countSimulatorTokens } from './simulator/answer/tokens.ts';
export { naturalPaceOf } from './simulator/settings/choose-behaviour.ts';
export type { ScriptInput } from './simulator/script/script.schema.ts';
export { type FaultKind, faultKinds } from './simulator/settings/fault-kinds.ts';
