import { type DollarPrice, type ModelCard, toModelPrice } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { openAiDialects } from './openai.catalog.ts';

const PRICE_OF_CLASS: Record<'claude' | 'claudeFast' | 'gpt' | 'gptFast' | 'embedding', DollarPrice> = {
  claude: { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, webSearches: 10 },
  claudeFast: { input: 1, output: 5, cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2, webSearches: 10 },
  gpt: { input: 1.25, output: 10, cacheRead: 0.125, webSearches: 10 },
  gptFast: { input: 0.2, output: 1.25, cacheRead: 0.02, webSearches: 10 },
  embedding: { input: 0.02, output: 0 },
};

function simulated(
  id: string,
  displayName: string,
  price: DollarPrice,
  limits: Pick<ModelCard, 'provider' | 'dialects'> & Partial<ModelCard>,
): ModelTarget {
  const card: ModelCard = {
    id,
    displayName,
    kind: 'chat',
    simulated: true,
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    typicalOutputTokens: 500,
    price: toModelPrice(price),
    capabilities: { tools: true, images: true, reasoning: true },
    ...limits,
  };
  return { card, upstreamModel: id };
}

const CLAUDE: Pick<ModelCard, 'provider' | 'dialects'> = {
  provider: 'simulator-anthropic',
  dialects: ['anthropic-messages'],
};
const GPT: Pick<ModelCard, 'provider' | 'dialects'> = { provider: 'simulator-openai', dialects: openAiDialects };

/** Models of the simulator that are called as Anthropic's; prices like Sonnet's and Haiku's, so that charges can be seen. */
export const simulatorAnthropicTargets = [
  simulated('simulator-claude', 'Simulator (Claude)', PRICE_OF_CLASS.claude, CLAUDE),
  simulated('simulator-claude-fast', 'Simulator (Claude, fast)', PRICE_OF_CLASS.claudeFast, CLAUDE),
];

/** Models of the simulator that are called as OpenAI's; prices like GPT's, its nano's and its small model of embeddings'. */
export const simulatorOpenAiTargets = [
  simulated('simulator-gpt', 'Simulator (GPT)', PRICE_OF_CLASS.gpt, GPT),
  simulated('simulator-gpt-fast', 'Simulator (GPT, fast)', PRICE_OF_CLASS.gptFast, GPT),
  simulated('simulator-embedding', 'Simulator (embeddings)', PRICE_OF_CLASS.embedding, {
    ...GPT,
    kind: 'embedding',
    contextTokens: 8_192,
    maxOutputTokens: 0,
    typicalOutputTokens: 0,
    dialects: ['openai-embeddings'],
    capabilities: { tools: false, images: false, reasoning: false },
  }),
];
