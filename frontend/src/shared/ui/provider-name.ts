import type { Model } from '@smart-ai-hub/contracts';

const names: Record<string, string> = { anthropic: 'Anthropic', openai: 'OpenAI' };

/** How a provider is called wherever models are listed; endpoints that an operator configured keep the id they were given. */
export function providerName(model: Pick<Model, 'provider' | 'simulated'>): string {
  if (model.simulated) return 'Simulator';
  return names[model.provider] ?? model.provider;
}
