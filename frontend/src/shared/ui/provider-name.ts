import type { Model } from '@smart-ai-hub/contracts';

const names: Record<string, string> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  ollama: 'Ollama',
  'simulator-anthropic': 'Simulator of Anthropic',
  'simulator-openai': 'Simulator of OpenAI',
};

/** How a provider is called; endpoints that an operator configured keep the id they were given. */
export function providerTitle(id: string): string {
  return names[id] ?? id;
}

/** How a provider is called wherever models are listed: those of the simulator are one. */
export function providerName(model: Pick<Model, 'provider' | 'simulated'>): string {
  if (model.simulated) return 'Simulator';
  return providerTitle(model.provider);
}
