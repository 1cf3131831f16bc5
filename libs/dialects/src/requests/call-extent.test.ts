import { describe, expect, it } from '@jest/globals';
import { openChatCall } from '../model-call.ts';

const messages = [{ role: 'user', content: 'What is new?' }];
const search = { type: 'web_search_20250305', name: 'web_search' };

describe('how much a call may take of a model', () => {
  it.each([
    ['openai-chat', { messages }, 1, 0],
    ['openai-chat', { messages, n: 4 }, 4, 0],
    ['openai-responses', { input: 'What is new?', tools: [{ type: 'web_search' }] }, 1, 3],
    ['openai-responses', { input: 'What is new?', tools: [{ type: 'web_search' }], max_tool_calls: 1 }, 1, 1],
    ['openai-responses', { input: 'What is new?', tools: [{ type: 'function', name: 'f' }] }, 1, 0],
    ['anthropic-messages', { messages, max_tokens: 9, tools: [search] }, 1, 3],
    ['anthropic-messages', { messages, max_tokens: 9, tools: [{ ...search, max_uses: 12 }] }, 1, 12],
    ['anthropic-messages', { messages, max_tokens: 9, tools: [{ type: 'bash_20250124', name: 'bash' }] }, 1, 0],
  ] as const)('in %s, %j: %d answers and %d searches', (dialect, body, answers, webSearches) => {
    const call = openChatCall({ dialect, body: { model: 'm', ...body }, headers: {} });
    expect(call.parsed().extent).toEqual({ answers, webSearches });
  });
});
