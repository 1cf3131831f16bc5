import type Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { expect } from '@jest/globals';
import { z } from 'zod';
import type { AnthropicStage, HeardMessage } from './anthropic-stage.ts';
import { PNG } from './openai-texts.ts';
import type { Scenario } from './stage.ts';

const weather: Anthropic.Tool = {
  name: 'get_weather',
  description: 'Weather of a city',
  input_schema: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
    required: ['city'],
    additionalProperties: false,
  },
};
const clock: Anthropic.Tool = { name: 'get_time', input_schema: { type: 'object' } };
const user = (content: string) => ({ role: 'user' as const, content });

const inputsOf = ({ calls }: HeardMessage) => calls.map(({ name, input }) => [name, input]);

type Result = Partial<Anthropic.ToolResultBlockParam>;

/** The conversation after a model's calls, with a result for each. */
function answered(
  asked: Anthropic.MessageParam[],
  { message, calls }: HeardMessage,
  results: Result[],
): Anthropic.MessageParam[] {
  const told = calls.map(({ id }, at) => ({ type: 'tool_result' as const, tool_use_id: id, ...results[at] }));
  return [...asked, { role: 'assistant', content: message.content }, { role: 'user', content: told }];
}

export const anthropicTools: Scenario<AnthropicStage>[] = [
  {
    title: '1, 3: text and then a call of a tool ends with the call, its input streamed or not',
    async play(stage) {
      const heard = await stage.ask({ messages: [user('Weather in Paris? Use the tool.')], tools: [weather] });
      expect(heard.message.stop_reason).toBe('tool_use');
      expect(heard.message.content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
      expect(inputsOf(heard)).toEqual([['get_weather', { city: 'Paris' }]]);
    },
  },
  {
    title: '3: the input of a call arrives in fragments of JSON',
    forms: ['streamed'],
    async play(stage) {
      const body = {
        model: stage.model,
        max_tokens: 500,
        messages: [user('Weather in Paris? Use the tool.')],
        tools: [weather],
      };
      const stream = stage.client.messages.stream(body);
      const fragments: string[] = [];
      stream.on('inputJson', (fragment) => fragments.push(fragment));
      await stream.finalMessage();
      expect(JSON.parse(fragments.join(''))).toEqual({ city: 'Paris' });
      stage.expectCharge();
    },
  },
  {
    title: '15: results of parallel calls, one of them failed, are heard together',
    async play(stage) {
      const messages = [user('COMPARE Paris and Rome.')];
      const heard = await stage.ask({ messages, tools: [weather] });
      expect(inputsOf(heard)).toEqual([
        ['get_weather', { city: 'Paris' }],
        ['get_weather', { city: 'Rome' }],
      ]);
      const results = [{ content: 'sunny' }, { content: 'no such city', is_error: true }];
      const { text } = await stage.ask({ messages: answered(messages, heard, results), tools: [weather] });
      expect(text).toBe('Paris is sunny, Rome unknown.');
    },
  },
  {
    title: 'the SDK’s own loop calls the tools and comes to an answer',
    async play(stage) {
      const seen: unknown[] = [];
      const tool = betaZodTool({
        name: 'get_weather',
        description: 'Weather of a city',
        inputSchema: z.object({ city: z.string() }),
        run(input) {
          seen.push(input);
          return 'sunny';
        },
      });
      const body = {
        model: stage.model,
        max_tokens: 500,
        messages: [user('Weather in Paris? Use the tool.')],
        tools: [tool],
      };
      const { toolRunner } = stage.client.beta.messages;
      const runner = toolRunner.bind(stage.client.beta.messages);
      const final = stage.form === 'plain' ? runner(body) : runner({ ...body, stream: true });
      const message = await final.runUntilDone();
      expect(seen).toEqual([{ city: 'Paris' }]);
      expect(JSON.stringify(message.content)).toContain('sunny');
      stage.expectCharge();
    },
  },
  {
    title: '17: each choice of a tool is kept',
    async play(stage) {
      const ask = async (tool_choice: Anthropic.ToolChoice) => {
        const { calls } = await stage.ask({ messages: [user('Hello there')], tools: [weather, clock], tool_choice });
        return calls.map(({ name }) => name);
      };
      expect(await ask({ type: 'auto' })).toEqual([]);
      expect(await ask({ type: 'none' })).toEqual([]);
      expect(await ask({ type: 'any' })).toEqual(['get_weather']);
      expect(await ask({ type: 'tool', name: 'get_time' })).toEqual(['get_time']);
    },
  },
  {
    title: '17: one call at a time, when that is asked for',
    async play(stage) {
      const messages = [user('Weather in Paris? [[sim: calls=3]]')];
      expect((await stage.ask({ messages, tools: [weather] })).calls).toHaveLength(3);
      const tool_choice = { type: 'auto' as const, disable_parallel_tool_use: true };
      expect((await stage.ask({ messages, tools: [weather], tool_choice })).calls).toHaveLength(1);
    },
  },
  {
    title: '16: a tool without properties is called with an empty input',
    async play(stage) {
      expect(inputsOf(await stage.ask({ messages: [user('get_time, please')], tools: [clock] }))).toEqual([
        ['get_time', {}],
      ]);
    },
  },
  {
    title: '16: arguments that are no JSON reach the caller, and may be sent back',
    async play(stage) {
      const messages = [user('BROKEN')];
      const heard = await stage.ask({ messages, tools: [weather] });
      expect(heard.message.stop_reason).toBe('tool_use');
      expect(heard.calls).toHaveLength(1);
      const talk = answered(messages, heard, [{ content: 'these arguments are no JSON', is_error: true }]);
      expect((await stage.ask({ messages: talk, tools: [weather] })).text).toContain('no JSON');
    },
  },
  {
    title: '19: thinking comes back to the model that signed it, and to no other',
    async play(stage) {
      const messages = [user('PONDER the weather.')];
      const thinking = { type: 'enabled' as const, budget_tokens: 1_024 };
      const heard = await stage.ask({ messages, tools: [weather], thinking });
      expect(heard.thinking).toBe(stage.family === 'GPT' ? '' : 'A secret thought.');
      const talk = answered(messages, heard, [{ content: 'rain' }]);
      const { text } = await stage.ask({ messages: talk, tools: [weather], thinking });
      expect(text).toBe(stage.family === 'Claude' ? 'I remember thinking.' : 'I start afresh.');
    },
  },
  {
    title: '19: thinking that another provider made, unsigned, is left out before Anthropic refuses it',
    families: ['Claude'],
    async play(stage) {
      const foreign = { type: 'thinking' as const, thinking: 'A secret thought.', signature: '' };
      const call = { type: 'tool_use' as const, id: 'toolu_1', name: 'get_weather', input: {} };
      const result = { type: 'tool_result' as const, tool_use_id: 'toolu_1', content: 'rain' };
      const messages: Anthropic.MessageParam[] = [
        user('PONDER the weather.'),
        { role: 'assistant', content: [foreign, call] },
        { role: 'user', content: [result] },
      ];
      expect((await stage.ask({ messages, tools: [weather] })).text).toBe('I start afresh.');
    },
  },
  {
    title: '21: a picture that a tool made is seen',
    async play(stage) {
      const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PNG };
      const result = {
        type: 'tool_result' as const,
        tool_use_id: 'toolu_1',
        content: [{ type: 'image' as const, source }],
      };
      const messages: Anthropic.MessageParam[] = [
        user('SCREENSHOT'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} }] },
        { role: 'user', content: [result] },
      ];
      const { text, usage } = await stage.ask({ messages, tools: [weather] });
      expect(text).toBe('I see a picture.');
      expect(usage.input_tokens).toBeGreaterThan(85);
    },
  },
  {
    title: 'a thousand tools are taken, or refused in the provider’s words',
    async play(stage) {
      const tools = Array.from({ length: 1_000 }, (_, at) => ({
        name: `tool_${String(at).padStart(4, '0')}`,
        input_schema: { type: 'object' as const },
      }));
      const asked = stage.ask({ messages: [user('tool_0999, please')], tools });
      if (stage.family === 'GPT') await expect(asked).rejects.toThrow(/tools.*128/);
      else expect(inputsOf(await asked)).toEqual([['tool_0999', {}]]);
    },
  },
];
