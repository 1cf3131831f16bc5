import type Anthropic from '@anthropic-ai/sdk';
import { expect } from '@jest/globals';
import type { AnthropicStage } from './anthropic-stage.ts';
import { SEARCH_PRICE, creditsOf } from './families.ts';
import { type Scenario, lastRunOf } from './stage.ts';

const tools: Anthropic.ToolUnion[] = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }];
const user = (content: string) => ({ role: 'user' as const, content });
const page = (number: number) => `https://example.com/pages/${number}`;

/** Searches of the web, which Anthropic makes itself in the middle of a message and charges one by one. */
export const anthropicSearches: Scenario<AnthropicStage>[] = [
  {
    title: '9, 13: a search of the web reaches the caller whole, and costs its price beside its tokens',
    families: ['Claude'],
    async play(stage) {
      const { message, usage, events } = await stage.ask({
        messages: [user('Who won? [[sim: searches=2 tokens=8]]')],
        tools,
      });
      expect(message.content).toMatchObject([
        { type: 'server_tool_use', name: 'web_search', input: { query: 'Who won 1' } },
        { type: 'web_search_tool_result', content: [{ url: page(1), encrypted_content: expect.stringMatching(/./) }] },
        { type: 'server_tool_use', name: 'web_search', input: { query: 'Who won 2' } },
        { type: 'web_search_tool_result', content: [{ url: page(2), encrypted_content: expect.stringMatching(/./) }] },
        { type: 'text', citations: [{ type: 'web_search_result_location', url: page(1) }, { url: page(2) }] },
      ]);
      const [call, result] = message.content;
      expect(call).toMatchObject({ id: (result as Anthropic.WebSearchToolResultBlock).tool_use_id });
      expect(message.stop_reason).toBe('end_turn');
      if (stage.form === 'streamed') expect(events.filter((type) => type === 'content_block_stop')).toHaveLength(5);
      expect(usage.server_tool_use).toMatchObject({ web_search_requests: 2 });
      const { input_tokens: input, output_tokens: output } = usage;
      expect(usage.cost).toBeCloseTo(creditsOf(input, output, stage) + 2 * SEARCH_PRICE, 6);
      expect(await lastRunOf(stage)).toMatchObject({
        cost: usage.cost,
        usage: { inputTokens: input, outputTokens: output, webSearches: 2 },
      });
    },
  },
  {
    title: 'what a search found goes back to the model in the next turn, and is not charged again',
    families: ['Claude'],
    async play(stage) {
      const asked = user('Who won? [[sim: searches=1 tokens=8]]');
      const { message } = await stage.ask({ messages: [asked], tools });
      const talk = [asked, { role: 'assistant' as const, content: message.content }, user('Thanks. [[sim: tokens=4]]')];
      const { usage } = await stage.ask({ messages: talk, tools });
      expect(usage.output_tokens).toBe(4);
      expect(usage.cost).toBeCloseTo(creditsOf(usage.input_tokens, 4, stage), 6);
      expect((await lastRunOf(stage))?.usage).not.toHaveProperty('webSearches');
    },
  },
  {
    title: '18: a search of the web that the provider does not make is said in a header',
    families: ['GPT', 'local'],
    async play(stage) {
      const { message, headers } = await stage.ask({
        messages: [user('Who won? [[sim: searches=2 tokens=8]]')],
        tools,
      });
      expect(message.content).toMatchObject([{ type: 'text' }]);
      expect(headers.get('x-hub-warnings')).toContain('tools');
    },
  },
];
