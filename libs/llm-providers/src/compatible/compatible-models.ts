import { type DollarRates, type WireDialect, freePrice, toModelPrice } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import type { CompatibleEndpoint, CompatibleModel } from './compatible-endpoints.schema.ts';

const DEFAULT_CONTEXT_TOKENS = 128_000;
const DEFAULT_MAX_OUTPUT_TOKENS = 32_000;
const TYPICAL_OUTPUT_TOKENS = 1_000;
/** An operator who writes 0 for both, or leaves the price of a whole server out, means that its models are free. */
const FREE: DollarRates = { input: 0, output: 0 };
/** Such models answer no chat; a local server lists them among the others. */
const NOT_FOR_CHAT = /embed|rerank|whisper|tts|moderation/i;

/** The models of an endpoint: as configured, else as it lists them, each under `<endpoint>/<model>`. */
export function toCompatibleTargets(endpoint: CompatibleEndpoint, listedIds: string[]): ModelTarget[] {
  if (endpoint.models) return endpoint.models.map((model) => configuredTarget(endpoint, model));
  return listedIds.filter((id) => !NOT_FOR_CHAT.test(id)).map((id) => listedTarget(endpoint, id));
}

function configuredTarget(endpoint: CompatibleEndpoint, model: CompatibleModel): ModelTarget {
  const { id, upstreamId = id, displayName = id, inputPrice, outputPrice, contextTokens, maxOutputTokens } = model;
  const price = { input: inputPrice, output: outputPrice };
  return target(endpoint, { id, upstreamModel: upstreamId, displayName, price, contextTokens, maxOutputTokens });
}

function listedTarget(endpoint: CompatibleEndpoint, listedId: string): ModelTarget {
  const { defaultPrice } = endpoint;
  return target(endpoint, {
    id: `${endpoint.id}/${listedId}`,
    upstreamModel: listedId,
    displayName: `${listedId} (${endpoint.displayName ?? endpoint.id})`,
    price: defaultPrice ? { input: defaultPrice.inputPrice, output: defaultPrice.outputPrice } : FREE,
  });
}

type TargetFacts = {
  id: string;
  upstreamModel: string;
  displayName: string;
  price: DollarRates;
  contextTokens?: number | undefined;
  maxOutputTokens?: number | undefined;
};

function target(endpoint: CompatibleEndpoint, facts: TargetFacts): ModelTarget {
  const contextTokens = facts.contextTokens ?? DEFAULT_CONTEXT_TOKENS;
  const maxOutputTokens = facts.maxOutputTokens ?? Math.min(DEFAULT_MAX_OUTPUT_TOKENS, contextTokens);
  return {
    upstreamModel: facts.upstreamModel,
    card: {
      id: facts.id,
      provider: endpoint.id,
      displayName: facts.displayName,
      kind: 'chat',
      simulated: false,
      contextTokens,
      maxOutputTokens,
      typicalOutputTokens: Math.min(TYPICAL_OUTPUT_TOKENS, maxOutputTokens),
      price: isFree(facts.price) ? freePrice : toModelPrice(facts.price),
      dialects: dialectsOf(endpoint),
      capabilities: { tools: true, images: true, reasoning: true },
    },
  };
}

/** What the server is asked in without conversion. */
export function dialectsOf({ api = ['chat'] }: CompatibleEndpoint): WireDialect[] {
  return api.map((name): WireDialect => `openai-${name}`);
}

function isFree({ input, output }: DollarRates): boolean {
  return input === 0 && output === 0;
}
