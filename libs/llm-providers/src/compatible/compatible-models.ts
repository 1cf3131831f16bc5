import {
  type DollarRates,
  type ModelCard,
  type ModelKind,
  type WireDialect,
  freePrice,
  toModelPrice,
} from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import type { ListedModel } from '../providers/model-listing.ts';
import type { CompatibleEndpoint, CompatibleModel, CompatiblePrice } from './compatible-endpoints.schema.ts';

const DEFAULT_CONTEXT_TOKENS: Record<ModelKind, number> = { chat: 128_000, embedding: 8_192 };
const DEFAULT_MAX_OUTPUT_TOKENS = 32_000;
const TYPICAL_OUTPUT_TOKENS = 1_000;
/** An operator who leaves the price of a whole server out means that its models are free. */
const FREE: CompatiblePrice = { inputPrice: 0, outputPrice: 0 };
/** A list of plain names tells no kinds: the name has to do. */
const EMBEDDING = /embed/i;
/** Such models neither answer nor embed; a local server lists them among the others. */
const NOT_SOLD = /rerank|whisper|tts|moderation/i;

/** The models of an endpoint, as configured, each under its own name. */
export function configuredTargets(endpoint: CompatibleEndpoint, dialects: WireDialect[]): ModelTarget[] {
  return (endpoint.models ?? []).map((model) => configuredTarget(endpoint, model, dialects));
}

/** The models of an endpoint that names none, as its server lists them, each under `<endpoint>/<model>`. */
export function listedTargets(
  endpoint: CompatibleEndpoint,
  listed: ListedModel[],
  dialects: WireDialect[],
): ModelTarget[] {
  return listed.filter(({ id }) => !NOT_SOLD.test(id)).map((model) => listedTarget(endpoint, model, dialects));
}

function configuredTarget(endpoint: CompatibleEndpoint, model: CompatibleModel, dialects: WireDialect[]): ModelTarget {
  const { id, upstreamId = id, displayName = id, kind = 'chat', contextTokens, maxOutputTokens } = model;
  const { tools = true, images = true, reasoning = true } = model.capabilities ?? {};
  const facts = { id, displayName, kind, price: model, contextTokens, maxOutputTokens };
  return {
    upstreamModel: upstreamId,
    card: cardOf(endpoint, { ...facts, capabilities: { tools, images, reasoning } }, dialects),
  };
}

function listedTarget(endpoint: CompatibleEndpoint, model: ListedModel, dialects: WireDialect[]): ModelTarget {
  const { id, kind = EMBEDDING.test(id) ? 'embedding' : 'chat', contextTokens } = model;
  const { capabilities = { tools: true, images: true, reasoning: true } } = model;
  const facts = {
    id: `${endpoint.id}/${id}`,
    displayName: `${id} (${endpoint.displayName ?? endpoint.id})`,
    price: endpoint.defaultPrice ?? FREE,
  };
  return { upstreamModel: id, card: cardOf(endpoint, { ...facts, kind, contextTokens, capabilities }, dialects) };
}

type Facts = Pick<ModelCard, 'id' | 'displayName' | 'kind' | 'capabilities'> & {
  price: CompatiblePrice;
  contextTokens?: number | undefined;
  maxOutputTokens?: number | undefined;
};

function cardOf(endpoint: CompatibleEndpoint, facts: Facts, dialects: WireDialect[]): ModelCard {
  const { id, displayName, kind, contextTokens = DEFAULT_CONTEXT_TOKENS[kind] } = facts;
  const rates = toDollarRates(facts.price);
  const common = {
    ...{ id, displayName, kind, contextTokens },
    provider: endpoint.id,
    simulated: false,
    price: Object.values(rates).some((rate) => rate !== undefined && rate > 0) ? toModelPrice(rates) : freePrice,
  };
  if (kind === 'embedding') {
    return {
      ...common,
      maxOutputTokens: 0,
      typicalOutputTokens: 0,
      dialects: ['openai-embeddings'],
      capabilities: { tools: false, images: false, reasoning: false },
    };
  }
  const maxOutputTokens = facts.maxOutputTokens ?? Math.min(DEFAULT_MAX_OUTPUT_TOKENS, contextTokens);
  return {
    ...common,
    maxOutputTokens,
    typicalOutputTokens: Math.min(TYPICAL_OUTPUT_TOKENS, maxOutputTokens),
    dialects,
    capabilities: facts.capabilities,
  };
}

function toDollarRates(price: CompatiblePrice): DollarRates {
  return {
    input: price.inputPrice,
    output: price.outputPrice,
    cacheRead: price.cacheReadPrice,
    cacheWrite5m: price.cacheWrite5mPrice,
    cacheWrite1h: price.cacheWrite1hPrice,
  };
}
