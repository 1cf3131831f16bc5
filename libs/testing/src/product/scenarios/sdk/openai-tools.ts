import { expect } from '@jest/globals';
import type OpenAI from 'openai';
import { zodFunction } from 'openai/helpers/zod';
import { z } from 'zod';
import type { OpenAiStage } from './openai-stage.ts';
import { PNG } from './openai-texts.ts';
import type { Scenario } from './stage.ts';

const parameters = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'A city' },
    days: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  },
  required: ['city'],
  additionalProperties: false,
};
const weather: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather of a city', parameters },
};
const clock: OpenAI.ChatCompletionFunctionTool = { type: 'function', function: { name: 'get_time' } };
const user = (content: string) => ({ role: 'user' as const, content });

function callsOf({ message }: OpenAI.ChatCompletion.Choice) {
  return (message.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [call] : []));
}

const inputsOf = (choice: OpenAI.ChatCompletion.Choice) =>
  callsOf(choice).map((call) => [call.function.name, JSON.parse(call.function.arguments)]);

/** The conversation after a model's calls, with a result for each. */
function answered(asked: OpenAI.ChatCompletionMessageParam[], choice: OpenAI.ChatCompletion.Choice, results: string[]) {
  const { content, tool_calls } = choice.message;
  const calls = callsOf(choice);
  return [
    ...asked,
    { role: 'assistant' as const, content, ...(tool_calls && { tool_calls }) },
    ...calls.map(({ id }, at) => ({ role: 'tool' as const, tool_call_id: id, content: results[at] ?? '' })),
  ];
}

export const openAiTools: Scenario<OpenAiStage>[] = [
  {
    title: '1, 3: text and then a call of a tool ends with the call',
    async play(stage) {
      const { choice, text } = await stage.ask({
        messages: [user('Weather in Paris? Use the tool.')],
        tools: [weather],
      });
      expect([choice.finish_reason, inputsOf(choice)]).toEqual(['tool_calls', [['get_weather', { city: 'Paris' }]]]);
      expect(text).toContain('get_weather');
      expect(callsOf(choice)[0]?.id).toMatch(/.+/);
    },
  },
  {
    title: '3: the pieces of a call begin with its id and its name, and are nothing but fragments after it',
    forms: ['streamed'],
    async play(stage) {
      const body = { model: stage.model, messages: [user('Weather in Paris? Use the tool.')], tools: [weather] };
      const usage = { stream: true as const, stream_options: { include_usage: true } };
      const deltas: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall[] = [];
      for await (const chunk of await stage.client.chat.completions.create({ ...body, ...usage })) {
        deltas.push(...(chunk.choices[0]?.delta.tool_calls ?? []));
        if (chunk.usage) stage.costs.push((chunk.usage as unknown as { cost: number }).cost);
      }
      const [first, ...rest] = deltas;
      expect(first).toMatchObject({ index: 0, type: 'function', function: { name: 'get_weather', arguments: '' } });
      expect(rest.length).toBeGreaterThan(0);
      for (const delta of rest) expect(delta).toEqual({ index: 0, function: { arguments: expect.any(String) } });
    },
  },
  {
    title: '15: results of parallel calls, one of them failed, are heard together',
    async play(stage) {
      const messages = [user('COMPARE Paris and Rome.')];
      const { choice } = await stage.ask({ messages, tools: [weather] });
      expect(inputsOf(choice)).toEqual([
        ['get_weather', { city: 'Paris' }],
        ['get_weather', { city: 'Rome' }],
      ]);
      expect(new Set(callsOf(choice).map(({ id }) => id)).size).toBe(2);
      const talk = answered(messages, choice, ['sunny', 'Error: no such city']);
      const { text } = await stage.ask({ messages: talk, tools: [weather] });
      expect(text).toBe('Paris is sunny, Rome unknown.');
    },
  },
  {
    title: 'the SDK’s own loop calls the tools and comes to an answer',
    async play(stage) {
      const seen: unknown[] = [];
      const tool = zodFunction({
        name: 'get_weather',
        parameters: z.object({ city: z.string() }),
        function(input) {
          seen.push(input);
          return 'sunny';
        },
      });
      const body = { model: stage.model, messages: [user('Weather in Paris? Use the tool.')], tools: [tool] };
      const { completions } = stage.client.chat;
      const text =
        stage.form === 'plain'
          ? await completions.runTools(body).finalContent()
          : await completions.runTools({ ...body, stream: true }).finalContent();
      expect(seen).toEqual([{ city: 'Paris' }]);
      expect(text).toContain('sunny');
      stage.expectCharge();
    },
  },
  {
    title: '17: each choice of a tool is kept',
    async play(stage) {
      const messages = [user('Hello there')];
      const tools = [weather, clock];
      const ask = async (tool_choice: OpenAI.ChatCompletionToolChoiceOption) => {
        const { choice } = await stage.ask({ messages, tools, tool_choice });
        return callsOf(choice).map((call) => call.function.name);
      };
      expect(await ask('auto')).toEqual([]);
      expect(await ask('none')).toEqual([]);
      expect(await ask('required')).toEqual(['get_weather']);
      expect(await ask({ type: 'function', function: { name: 'get_time' } })).toEqual(['get_time']);
    },
  },
  {
    title: '17: a list of allowed tools is a choice as well',
    families: ['Claude'],
    async play(stage) {
      const tools = [weather, clock];
      const allowed = { mode: 'required' as const, tools: [{ type: 'function', function: { name: 'get_time' } }] };
      const tool_choice = { type: 'allowed_tools' as const, allowed_tools: allowed };
      const { choice } = await stage.ask({ messages: [user('Hello')], tools, tool_choice });
      expect(inputsOf(choice)).toEqual([['get_time', {}]]);
    },
  },
  {
    title: '17: one call at a time, when that is asked for',
    async play(stage) {
      const messages = [user('Weather in Paris? [[sim: calls=3]]')];
      const many = await stage.ask({ messages, tools: [weather] });
      expect(callsOf(many.choice)).toHaveLength(3);
      const one = await stage.ask({ messages, tools: [weather], parallel_tool_calls: false });
      expect(callsOf(one.choice)).toHaveLength(1);
    },
  },
  {
    title: '16: a tool without parameters is called with an empty object',
    async play(stage) {
      const { choice } = await stage.ask({ messages: [user('get_time, please')], tools: [clock] });
      expect(inputsOf(choice)).toEqual([['get_time', {}]]);
    },
  },
  {
    title: '16: arguments that are no JSON reach the caller, and may be sent back',
    async play(stage) {
      const messages = [user('BROKEN')];
      const { choice } = await stage.ask({ messages, tools: [weather] });
      const [call] = callsOf(choice);
      if (stage.family !== 'Claude' || stage.form === 'streamed')
        expect(call?.function.arguments).toBe('{"city": "Par');
      expect(choice.finish_reason).toBe('tool_calls');
      const talk = answered(messages, choice, ['Error: these arguments are no JSON']);
      expect((await stage.ask({ messages: talk, tools: [weather] })).text).toContain('no JSON');
    },
  },
  {
    title: '19: signed thoughts, which this dialect cannot carry, come back to the model that had them and to no other',
    families: ['Claude'],
    async play(stage) {
      const messages = [user('PONDER the weather.')];
      const asked = { tools: [weather], reasoning_effort: 'low' as const };
      const { choice } = await stage.ask({ messages, ...asked });
      expect(inputsOf(choice)).toEqual([['get_weather', { city: 'Oslo' }]]);
      const talk = answered(messages, choice, ['rain']);
      expect(JSON.stringify(talk)).not.toContain('thought');
      // The provider refuses a result whose call comes without its thinking, and thinking that it has not signed.
      const replayed = await stage.ask({ messages: talk, ...asked });
      expect([replayed.text, replayed.headers.get('x-hub-warnings')]).toEqual(['I remember thinking.', null]);
      const elsewhere = await stage.ask({ messages: talk, ...asked, model: 'simulator-gpt-fast' });
      expect(elsewhere.text).toBe('I start afresh.');
    },
  },
  {
    title: '21: a picture that a tool made is seen',
    families: ['Claude', 'local'],
    async play(stage) {
      const url = `data:image/png;base64,${PNG}`;
      const messages = [
        user('SCREENSHOT'),
        {
          role: 'assistant' as const,
          tool_calls: [{ id: 'call_1', type: 'function' as const, function: { name: 'get_weather', arguments: '{}' } }],
        },
        { role: 'tool' as const, tool_call_id: 'call_1', content: [{ type: 'image_url', image_url: { url } }] },
      ] as OpenAI.ChatCompletionMessageParam[];
      const { text, usage } = await stage.ask({ messages, tools: [weather] });
      expect(text).toBe('I see a picture.');
      expect(usage.prompt_tokens).toBeGreaterThan(85);
    },
  },
  {
    title: 'strict tools, and the schema of their arguments, are kept',
    async play(stage) {
      const strict = { ...weather, function: { ...weather.function, strict: true } };
      const { choice } = await stage.ask({ messages: [user('Weather in Oslo? Use the tool.')], tools: [strict] });
      expect(inputsOf(choice)).toEqual([['get_weather', { city: 'Oslo' }]]);
    },
  },
  {
    title: '128 tools are taken',
    async play(stage) {
      const tools = Array.from({ length: 128 }, (_, at) => ({
        type: 'function' as const,
        function: { name: `tool_${String(at).padStart(3, '0')}` },
      }));
      const { choice } = await stage.ask({ messages: [user('tool_127, please')], tools });
      expect(inputsOf(choice)).toEqual([['tool_127', {}]]);
    },
  },
];
