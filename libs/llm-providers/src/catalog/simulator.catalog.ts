import type { ModelCard, WireDialect } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { type ListPrice, toModelPrice } from './catalog-entry.ts';

const PRICE_OF_CLASS: Record<'claude' | 'claudeFast' | 'gpt' | 'gptFast', ListPrice> = {
  claude: { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6 },
  claudeFast: { input: 1, output: 5, cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2 },
  gpt: { input: 1.25, output: 10, cacheRead: 0.125 },
  gptFast: { input: 0.2, output: 1.25, cacheRead: 0.02 },
};

type Names = [id: string, displayName: string];

function simulated([id, displayName]: Names, provider: string, dialects: WireDialect[], price: ListPrice): ModelTarget {
  const card: ModelCard = {
    id,
    provider,
    displayName,
    kind: 'chat',
    simulated: true,
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    typicalOutputTokens: 500,
    price: toModelPrice(price),
    dialects,
    capabilities: { tools: true, images: true, reasoning: true },
  };
  return { card, upstreamModel: id };
}

const CLAUDE: WireDialect[] = ['anthropic-messages'];
const GPT: WireDialect[] = ['openai-chat'];

/** Models of the simulator that are called as Anthropic's; prices like Sonnet's and Haiku's, so that charges can be seen. */
export const simulatorAnthropicTargets = [
  simulated(['simulator-claude', 'Simulator (Claude)'], 'simulator-anthropic', CLAUDE, PRICE_OF_CLASS.claude),
  simulated(
    ['simulator-claude-fast', 'Simulator (Claude, fast)'],
    'simulator-anthropic',
    CLAUDE,
    PRICE_OF_CLASS.claudeFast,
  ),
];

/** Models of the simulator that are called as OpenAI's; prices like GPT's and its nano's. */
export const simulatorOpenAiTargets = [
  simulated(['simulator-gpt', 'Simulator (GPT)'], 'simulator-openai', GPT, PRICE_OF_CLASS.gpt),
  simulated(['simulator-gpt-fast', 'Simulator (GPT, fast)'], 'simulator-openai', GPT, PRICE_OF_CLASS.gptFast),
];
