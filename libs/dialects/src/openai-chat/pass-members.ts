import type { Adjustments } from '../requests/adjustments.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import type { OpenAiTraits } from './openai-traits.ts';

type Json = Record<string, unknown>;

/** Service tiers with a price of their own. */
const DEARER_TIERS = new Set(['priority', 'fast', 'scale']);

/** Takes a tier out of an OpenAI body, of either API, that costs more than the price book says. */
export function passTier(passed: Json, adjustments: Adjustments): void {
  if (!DEARER_TIERS.has(String(passed['service_tier']))) return;
  adjustments.add('service_tier', 'Not used: it costs more than the price of this model.');
  delete passed['service_tier'];
}

/** Takes out how a model is to choose its words where it refuses to be told. What it does by itself needs no warning. */
export function passSampling(
  passed: Json,
  { upstreamModel }: ModelTarget,
  traits: OpenAiTraits,
  adjustments: Adjustments,
): void {
  if (traits.hasSampling(upstreamModel)) return;
  for (const parameter of ['temperature', 'top_p']) {
    const value = passed[parameter];
    if (value !== undefined && value !== null && value !== 1)
      adjustments.add(parameter, 'Not used: this model takes none.');
    delete passed[parameter];
  }
}
