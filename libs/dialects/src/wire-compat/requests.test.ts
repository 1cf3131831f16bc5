import { describe, expect, it } from '@jest/globals';
import { type Direction, directions, runEventsOf } from '../fixtures/directions.ts';
import { forms, hear } from '../fixtures/hear-answer.ts';
import { recordAnswer, stopWords } from '../fixtures/record-answer.ts';
import { sendThrough } from '../fixtures/send-request.ts';

type Json = Record<string, unknown>;
type Bodies = Record<Direction['caller'], Json>;
/** What a provider gets: written by the hub for a caller of the other dialect. */
type Written = Record<Direction['provider'], unknown>;

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const schema = {
  type: 'object',
  properties: { when: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'ISO date' } },
  required: ['when'],
  additionalProperties: false,
  $defs: { unused: { type: 'integer' } },
};
const user = (content: unknown): Json => ({ role: 'user', content });
const text = (value: string, more: Json = {}): Json => ({ type: 'text', text: value, ...more });
const hourly = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const brief = { cache_control: { type: 'ephemeral' } };

const openAiTool = (more: Json = {}) => ({
  type: 'function',
  function: { name: 'plan', description: 'Makes a plan', parameters: schema },
  ...more,
});
const anthropicTool = (more: Json = {}) => ({
  name: 'plan',
  description: 'Makes a plan',
  input_schema: schema,
  ...more,
});
const openAiCall = (id: string, json: string) => ({
  id,
  type: 'function',
  function: { name: 'plan', arguments: json },
});
const anthropicCall = (id: string, input: Json) => ({ type: 'tool_use', id, name: 'plan', input });

const callerOf = (bodies: Bodies, { caller }: Direction): Json => ({
  model: 'm',
  ...(caller === 'anthropic-messages' && { max_tokens: 500 }),
  ...bodies[caller],
});

describe.each(directions)('from $caller to $provider', (direction: Direction) => {
  const { provider, caller } = direction;
  const isNative = provider === caller;

  describe.each([
    ['streamed', true],
    ['plain', false],
  ])('%s', (_form, stream) => {
    const send = (bodies: Bodies, target = {}) =>
      sendThrough(direction, { ...callerOf(bodies, direction), stream }, target);

    /** A provider of the caller's own dialect gets the member as it came, the other one as the hub writes it. */
    const expectSent = (bodies: Bodies, member: string, written: Written) => {
      const { body } = send(bodies);
      expect(body[member]).toEqual(isNative ? bodies[caller][member] : written[provider]);
    };

    it('14: system and developer messages become one system text, joined by a newline, in their order', () => {
      const bodies: Bodies = {
        'openai-chat': {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'developer', content: [text('Be kind.')] },
            user('Hi'),
            { role: 'system', content: 'Be polite.' },
          ],
        },
        'anthropic-messages': {
          system: [text('Be brief.'), text('Be kind.')],
          messages: [user('Hi'), { role: 'system', content: 'Be polite.' }],
        },
      };
      const joined = 'Be brief.\nBe kind.\nBe polite.';
      expectSent(bodies, 'messages', {
        'openai-chat': [{ role: 'system', content: joined }, user('Hi')],
        'anthropic-messages': [user([text('Hi')])],
      });
      expect(send(bodies).body['system']).toEqual(
        provider === 'openai-chat' ? undefined : isNative ? bodies[caller]['system'] : joined,
      );
    });

    it('15: results of parallel calls come right behind them, together and before any text, a failed one marked', () => {
      const bodies: Bodies = {
        'openai-chat': {
          messages: [
            user('Plan both.'),
            { role: 'assistant', content: null, tool_calls: [openAiCall('a', '{"x":1}'), openAiCall('b', '{}')] },
            { role: 'tool', tool_call_id: 'a', content: 'done' },
            { role: 'tool', tool_call_id: 'b', content: 'Error: no' },
            user('Go on.'),
          ],
        },
        'anthropic-messages': {
          messages: [
            user('Plan both.'),
            { role: 'assistant', content: [anthropicCall('a', { x: 1 }), anthropicCall('b', {})] },
            user([
              { type: 'tool_result', tool_use_id: 'a', content: 'done' },
              { type: 'tool_result', tool_use_id: 'b', content: [text('no')], is_error: true },
              text('Go on.'),
            ]),
          ],
        },
      };
      expectSent(bodies, 'messages', {
        'openai-chat': bodies['openai-chat']['messages'],
        'anthropic-messages': [
          user([text('Plan both.')]),
          { role: 'assistant', content: [anthropicCall('a', { x: 1 }), anthropicCall('b', {})] },
          user([
            { type: 'tool_result', tool_use_id: 'a', content: [text('done')] },
            { type: 'tool_result', tool_use_id: 'b', content: [text('Error: no')] },
            text('Go on.'),
          ]),
        ],
      });
    });

    it('16: arguments that a model left empty or broke are replayed as what they were, without a crash', () => {
      const broken = '{"when": "tod';
      const talk = (call: unknown, result: unknown) => ({ messages: [user('Plan.'), call, result] });
      const told = { INVALID_JSON: broken };
      const bodies: Bodies = {
        'openai-chat': talk(
          { role: 'assistant', content: null, tool_calls: [openAiCall('a', broken), openAiCall('b', '')] },
          { role: 'tool', tool_call_id: 'a', content: 'bad' },
        ),
        'anthropic-messages': talk(
          { role: 'assistant', content: [anthropicCall('a', told), anthropicCall('b', {})] },
          user([{ type: 'tool_result', tool_use_id: 'a', content: 'bad' }]),
        ),
      };
      expectSent(bodies, 'messages', {
        'openai-chat': [
          user('Plan.'),
          { role: 'assistant', content: null, tool_calls: [openAiCall('a', broken), openAiCall('b', '{}')] },
          { role: 'tool', tool_call_id: 'a', content: 'bad' },
        ],
        'anthropic-messages': [
          user([text('Plan.')]),
          { role: 'assistant', content: [anthropicCall('a', told), anthropicCall('b', {})] },
          user([{ type: 'tool_result', tool_use_id: 'a', content: [text('bad')] }]),
        ],
      });
    });

    it('17: the schema of a tool is passed on whole', () => {
      const bodies: Bodies = {
        'openai-chat': { messages: [user('Hi')], tools: [openAiTool()] },
        'anthropic-messages': { messages: [user('Hi')], tools: [anthropicTool()] },
      };
      expectSent(bodies, 'tools', { 'openai-chat': [openAiTool()], 'anthropic-messages': [anthropicTool()] });
    });

    it.each([
      ['auto', { type: 'auto' }],
      ['required', { type: 'any' }],
      ['none', { type: 'none' }],
      [
        { type: 'function', function: { name: 'plan' } },
        { type: 'tool', name: 'plan' },
      ],
    ])('17: tool_choice %j is %j', (openAi, anthropic) => {
      const bodies: Bodies = {
        'openai-chat': { messages: [user('Hi')], tools: [openAiTool()], tool_choice: openAi },
        'anthropic-messages': { messages: [user('Hi')], tools: [anthropicTool()], tool_choice: anthropic },
      };
      expectSent(bodies, 'tool_choice', { 'openai-chat': openAi, 'anthropic-messages': anthropic });
    });

    it('17: one call at a time can be asked for in both dialects', () => {
      const alone = { type: 'auto', disable_parallel_tool_use: true };
      const bodies: Bodies = {
        'openai-chat': { messages: [user('Hi')], tools: [openAiTool()], parallel_tool_calls: false },
        'anthropic-messages': { messages: [user('Hi')], tools: [anthropicTool()], tool_choice: alone },
      };
      const { body } = send(bodies);
      if (provider === 'openai-chat') expect(body['parallel_tool_calls']).toBe(false);
      else expect(body['tool_choice']).toEqual(alone);
    });

    it('18: Anthropic gets the limit that it needs, and no temperature above 1; what is changed is said', () => {
      const bodies: Bodies = {
        'openai-chat': { messages: [user('Hi')], temperature: 1.5, seed: 7 },
        'anthropic-messages': { messages: [user('Hi')], temperature: 0.5, top_k: 5 },
      };
      const { body, warnings } = send(bodies);
      const wanted = caller === 'openai-chat' ? 1.5 : 0.5;
      expect(body['temperature']).toBe(provider === 'anthropic-messages' ? Math.min(1, wanted) : wanted);
      if (provider === 'anthropic-messages') expect(body['max_tokens']).toBe(caller === 'openai-chat' ? 8_000 : 500);
      const said = isNative ? [] : provider === 'openai-chat' ? ['top_k'] : ['temperature', 'seed'];
      for (const parameter of said) expect(warnings.join('; ')).toContain(parameter);
      if (!isNative) expect(warnings.length).toBeGreaterThan(0);
    });

    it('20: cache marks survive on system, text, image, tool and result with their time to live, or OpenAI never sees them', () => {
      const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` }, ...brief };
      const source = { type: 'base64', media_type: 'image/png', data: PNG };
      const bodies: Bodies = {
        'openai-chat': {
          messages: [
            { role: 'system', content: [text('Rules.', hourly)] },
            user([text('Look.', brief), image]),
            { role: 'assistant', content: null, tool_calls: [openAiCall('a', '{}')] },
            { role: 'tool', tool_call_id: 'a', content: 'done', ...hourly },
          ],
          tools: [openAiTool(hourly)],
        },
        'anthropic-messages': {
          system: [text('Rules.', hourly)],
          messages: [
            user([text('Look.', brief), { type: 'image', source, ...brief }]),
            { role: 'assistant', content: [anthropicCall('a', {})] },
            user([{ type: 'tool_result', tool_use_id: 'a', content: [text('done')], ...hourly }]),
          ],
          tools: [anthropicTool(hourly)],
        },
      };
      const { body } = send(bodies);
      if (provider === 'openai-chat') expect(JSON.stringify(body)).not.toContain('cache_control');
      else for (const part of ['system', 'messages', 'tools']) expect(body[part]).toEqual(bodies[provider][part]);
    });

    it('21: images keep their bytes under the type that these have, and URLs pass unfetched, in tool results too', () => {
      const url = 'https://example.com/cat.webp?size=1';
      const wrong = `data:image/jpeg;base64,${PNG}`;
      const anthropicImages = [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
        { type: 'image', source: { type: 'url', url } },
      ];
      const openAiImages = [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
        { type: 'image_url', image_url: { url } },
      ];
      const bodies: Bodies = {
        'openai-chat': {
          messages: [user([{ type: 'image_url', image_url: { url: wrong } }, openAiImages[1]])],
        },
        'anthropic-messages': {
          messages: [
            user('Show me.'),
            { role: 'assistant', content: [anthropicCall('a', {})] },
            user([{ type: 'tool_result', tool_use_id: 'a', content: anthropicImages }]),
          ],
        },
      };
      expectSent(bodies, 'messages', {
        'openai-chat': [
          user('Show me.'),
          { role: 'assistant', content: null, tool_calls: [openAiCall('a', '{}')] },
          { role: 'tool', tool_call_id: 'a', content: '' },
          user(openAiImages),
        ],
        'anthropic-messages': [user(anthropicImages)],
      });
    });
  });

  describe.each(forms)('answers, %s', (form) => {
    it.each([
      ['{"when": "tod', undefined],
      ['', {}],
      ['[1, 2]', undefined],
    ])('16: arguments %j are a result and no crash', async (json, input) => {
      const parts = [{ call: { id: 'a', name: 'plan' }, arguments: json === '' ? [] : [json] }];
      const answer = recordAnswer(provider, { parts, stop: stopWords[provider].tools });
      const heard = await hear(caller, form, runEventsOf(direction, answer));
      expect(heard.stop).toBe(stopWords[caller].tools);
      expect(heard.calls).toHaveLength(1);
      // Anthropic's SDK reads what it can of a stream's broken JSON by itself, and OpenAI's hands over any JSON.
      const isRead = json !== '[1, 2]' && (json === '' || caller === 'openai-chat' || form === 'plain');
      if (isRead) expect(heard.calls[0]?.input).toEqual(input);
    });
  });
});
