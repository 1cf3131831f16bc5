import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { countSimulatorTokens } from './answer/tokens.ts';
import { type Simulator, createSimulator } from './create-simulator.ts';

let simulator: Simulator;
let anthropic: Anthropic;
let openai: OpenAI;

beforeAll(async () => {
  simulator = await createSimulator();
  anthropic = new Anthropic({ apiKey: 'any', baseURL: `${simulator.url}/anthropic`, maxRetries: 0 });
  openai = new OpenAI({ apiKey: 'any', baseURL: `${simulator.url}/openai/v1`, maxRetries: 0 });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.close());

const QUESTION = 'Who won? [[sim: searches=2 tokens=6]]';
const FOUND = countSimulatorTokens('What is known of Who won.');

const messageOf = (tool: Partial<Anthropic.WebSearchTool20250305> = {}): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'simulator-claude-fast',
  max_tokens: 500,
  messages: [{ role: 'user', content: QUESTION }],
  tools: [{ type: 'web_search_20250305', name: 'web_search', ...tool }],
});
const responseOf = (more: { max_tool_calls?: number } = {}) => ({
  model: 'simulator-gpt-fast',
  input: QUESTION,
  tools: [{ type: 'web_search' as const }],
  ...more,
});

describe('Anthropic’s search of the web, as the simulator plays it', () => {
  it('shows each search with its page before a text that cites them, streamed as well as whole', async () => {
    const plain = await anthropic.messages.create(messageOf());
    const streamed = await anthropic.messages.stream(messageOf()).finalMessage();
    expect(streamed.content).toEqual(plain.content);
    expect(plain.content).toMatchObject([
      { type: 'server_tool_use', name: 'web_search', input: { query: 'Who won 1' } },
      { type: 'web_search_tool_result', content: [{ type: 'web_search_result', url: 'https://example.com/pages/1' }] },
      { type: 'server_tool_use', name: 'web_search', input: { query: 'Who won 2' } },
      { type: 'web_search_tool_result', content: [{ type: 'web_search_result', url: 'https://example.com/pages/2' }] },
      { type: 'text', citations: [{ url: 'https://example.com/pages/1' }, { url: 'https://example.com/pages/2' }] },
    ]);
    const ids = plain.content.flatMap((block) =>
      'tool_use_id' in block ? block.tool_use_id : 'id' in block ? block.id : [],
    );
    expect([new Set(ids).size, ids[0], ids[2]]).toEqual([2, ids[1], ids[3]]);
  });

  it('counts searches, what the model wrote to make them, and what they found; the count of the start is replaced', async () => {
    const input: number[] = [];
    const stream = anthropic.messages.stream(messageOf());
    stream.on('streamEvent', (event) => {
      if (event.type === 'message_start') input.push(event.message.usage.input_tokens);
      if (event.type === 'message_delta') input.push(event.usage.input_tokens ?? 0);
    });
    const { usage } = await stream.finalMessage();
    expect((input[1] ?? 0) - (input[0] ?? 0)).toBe(2 * FOUND);
    const plain = await anthropic.messages.create(messageOf());
    expect(plain.usage).toMatchObject({
      input_tokens: input[1],
      output_tokens: 6 + 2 * countSimulatorTokens('{"query":"Who won 1"}'),
      server_tool_use: { web_search_requests: 2 },
    });
    expect([usage.input_tokens, usage.output_tokens]).toEqual([input[1], plain.usage.output_tokens]);
  });

  it('searches no more often than it may, and not where it was not offered', async () => {
    const once = await anthropic.messages.create(messageOf({ max_uses: 1 }));
    expect(once.usage.server_tool_use).toMatchObject({ web_search_requests: 1 });
    const { tools: _, ...without } = messageOf();
    const { content, usage } = await anthropic.messages.create(without);
    expect([content.map(({ type }) => type), usage.server_tool_use]).toEqual([['text'], undefined]);
  });
});

describe('OpenAI’s search of the web, as the simulator plays it', () => {
  it('shows each search as an item before a message that cites its pages, streamed as well as whole', async () => {
    const plain = await openai.responses.create(responseOf());
    const streamed = await openai.responses.stream(responseOf()).finalResponse();
    expect(plain.output).toMatchObject([
      { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'Who won 1' } },
      { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'Who won 2' } },
      {
        type: 'message',
        content: [{ annotations: [{ url: 'https://example.com/pages/1' }, { type: 'url_citation' }] }],
      },
    ]);
    expect(streamed.output).toMatchObject(plain.output.map(({ id: _, ...item }) => item));
    expect(streamed.usage).toEqual(plain.usage);
  });

  it('tells how a search goes', async () => {
    const types: string[] = [];
    for await (const { type } of await openai.responses.create({ ...responseOf({ max_tool_calls: 1 }), stream: true }))
      types.push(type);
    expect(types.slice(2, 8)).toEqual([
      'response.output_item.added',
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.web_search_call.completed',
      'response.output_item.done',
      'response.output_item.added',
    ]);
    expect(types).toContain('response.output_text.annotation.added');
  });
});
