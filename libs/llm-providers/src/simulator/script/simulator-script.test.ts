import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Simulator, createSimulator } from '../create-simulator.ts';
import type { ScriptInput } from './script.schema.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.close());

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer secret-key', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const script = async (...rules: ScriptInput['rules']) => {
  const taken = await post('/simulator/script', { rules });
  expect(taken).toMatchObject({ status: 200 });
};
const readAdmin = async (path: string) => (await (await fetch(`${simulator.url}/simulator/${path}`)).json()) as unknown;

type Said = { text: string | null; calls: { name: string; arguments: unknown }[]; stop: string; output: number };

/** A conversation of one question and, per further turn, one call of the tool and its result, as each dialect writes it. */
const dialects = {
  anthropic: {
    async ask(question: string, results: string[] = [], tools: string[] = [], model = 'simulator-claude') {
      const turns = results.flatMap((result, at) => [
        { role: 'assistant', content: [{ type: 'tool_use', id: `t${at}`, name: 'read', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${at}`, content: result }] },
      ]);
      const body = {
        model,
        max_tokens: 500,
        messages: [{ role: 'user', content: question }, ...turns],
        tools: tools.map((name) => ({ name, input_schema: { type: 'object' } })),
      };
      const answer = JSON.parse(
        (await post('/anthropic/v1/messages', body, { 'anthropic-version': '2023-06-01' })).text,
      ) as {
        content: { type: string; text?: string; name?: string; input?: unknown }[];
        stop_reason: string;
        usage: { output_tokens: number };
      };
      return {
        text: answer.content.find(({ type }) => type === 'text')?.text ?? null,
        calls: answer.content.flatMap(({ type, name = '', input }) =>
          type === 'tool_use' ? [{ name, arguments: input }] : [],
        ),
        stop: answer.stop_reason === 'tool_use' ? 'tools' : answer.stop_reason === 'max_tokens' ? 'length' : 'end',
        output: answer.usage.output_tokens,
      } satisfies Said;
    },
  },
  openai: {
    async ask(question: string, results: string[] = [], tools: string[] = [], model = 'simulator-gpt') {
      const turns = results.flatMap((result, at) => [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: `t${at}`, type: 'function', function: { name: 'read', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: `t${at}`, content: result },
      ]);
      const body = {
        model,
        max_completion_tokens: 500,
        messages: [{ role: 'user', content: question }, ...turns],
        ...(tools.length > 0 && {
          tools: tools.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object' } } })),
        }),
      };
      const answer = JSON.parse((await post('/openai/v1/chat/completions', body)).text) as {
        choices: {
          message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
          finish_reason: string;
        }[];
        usage: { completion_tokens: number };
      };
      const choice = answer.choices[0];
      return {
        text: choice?.message.content ?? null,
        calls: (choice?.message.tool_calls ?? []).map(({ function: called }) => ({
          name: called.name,
          arguments: JSON.parse(called.arguments) as unknown,
        })),
        stop: choice?.finish_reason === 'tool_calls' ? 'tools' : choice?.finish_reason === 'length' ? 'length' : 'end',
        output: answer.usage.completion_tokens,
      } satisfies Said;
    },
  },
};

describe.each(['anthropic', 'openai'] as const)('a script, spoken to in the dialect of %s', (name) => {
  const { ask } = dialects[name];

  it('plays a tool loop: what it says depends on the results so far, and takes values from the conversation', async () => {
    await script(
      {
        name: 'read',
        when: { tools: ['read'], toolResults: 0 },
        values: { path: 'in (/\\S+\\.js)' },
        answer: {
          text: 'Reading {{path}}.',
          toolCalls: [{ name: 'read', arguments: { file: '{{path}}', lines: [1, 2] } }],
        },
      },
      { name: 'done', when: { toolResults: 1, lastText: 'a - b' }, answer: { text: 'It subtracts.' } },
    );
    expect(await ask('Fix the bug in /tmp/add.js please', [], ['read', 'write'])).toMatchObject({
      text: 'Reading /tmp/add.js.',
      calls: [{ name: 'read', arguments: { file: '/tmp/add.js', lines: [1, 2] } }],
      stop: 'tools',
    });
    expect(await ask('Fix the bug in /tmp/add.js please', ['return a - b'], ['read', 'write'])).toMatchObject({
      text: 'It subtracts.',
      calls: [],
      stop: 'end',
    });
    expect(await readAdmin('script')).toEqual({ matches: { read: 1, done: 1 } });
  });

  it('answers by the first rule that fits: model, words, tools or none, and how often it came', async () => {
    await script(
      { name: 'first', when: { lastText: 'again', earlierMatches: 0 }, answer: { text: 'one' } },
      { name: 'second', when: { lastText: 'again', earlierMatches: 1 }, answer: { text: 'two' } },
      { name: 'tools', when: { tools: ['a', 'b'] }, answer: { text: 'both' } },
      { name: 'fast', when: { model: '-fast$', offersTools: false }, answer: { text: 'fast' } },
      { name: 'value', values: { word: 'say (\\w+)' }, answer: { text: '{{word}} {{other}}' } },
    );
    const texts = [];
    const model = name === 'anthropic' ? 'simulator-claude-fast' : 'simulator-gpt-fast';
    for (const said of [
      await ask('again'),
      await ask('Again'),
      await ask('hi', [], ['b', 'a']),
      await ask('hi', [], [], model),
      await ask('say cheese'),
    ])
      texts.push(said.text);
    expect(texts).toEqual(['one', 'two', 'both', 'fast', 'cheese {{other}}']);
  });

  it('leaves calls that no rule fits to the simulator, and is over with a reset', async () => {
    await script({ name: 'none', when: { anyText: 'nobody says this' }, answer: { text: 'no' } });
    const own = await ask('Tell me about ledgers.');
    expect(own.text).toMatch(/simulator/);
    await script({ name: 'any', answer: { text: 'scripted' } });
    expect((await ask('Tell me about ledgers.')).text).toBe('scripted');
    await post('/simulator/reset', {});
    expect(await ask('Tell me about ledgers.')).toEqual(own);
  });

  it('counts what it says, cuts it at the limit of the caller, and ends as it is told', async () => {
    await script(
      { name: 'long', when: { lastText: 'long' }, answer: { text: 'word '.repeat(600) } },
      { name: 'cut', answer: { text: 'one two', stop: 'length' } },
    );
    expect(await ask('long')).toMatchObject({ stop: 'length', output: 500 });
    expect(await ask('short')).toMatchObject({ text: 'one two', stop: 'length', output: 2 });
  });
});

describe('the script of the simulator', () => {
  it('is refused whole, with the place named, when a part of it is wrong', async () => {
    for (const [rule, place] of [
      [{ name: 'x', when: { lastText: '(' }, answer: {} }, 'lastText'],
      [{ name: 'x', when: { colour: 'red' }, answer: {} }, 'colour'],
      [{ name: 'x' }, 'answer'],
    ]) {
      const refused = await post('/simulator/script', { rules: [{ name: 'good', answer: {} }, rule] });
      expect(refused.status).toBe(400);
      expect(refused.text).toContain(place);
    }
    expect(await readAdmin('script')).toEqual({ matches: {} });
  });

  it('keeps a log of calls that names headers, betas, tools and body keys, and holds neither keys nor texts', async () => {
    await script({ name: 'greets', answer: { text: 'hello' } });
    await dialects.anthropic.ask('my secret prompt', [], ['read']);
    const betas = {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'one-2026, two-2026',
      'x-api-key': 'secret-key',
    };
    await post(
      '/anthropic/v1/messages/count_tokens?beta=true',
      { model: 'simulator-claude', messages: [{ role: 'user', content: 'hi' }] },
      betas,
    );
    const log = (await readAdmin('calls')) as { calls: object[] };
    expect(log.calls).toMatchObject([
      {
        method: 'POST',
        path: '/anthropic/v1/messages',
        model: 'simulator-claude',
        tools: ['read'],
        betas: [],
        rule: 'greets',
      },
      {
        path: '/anthropic/v1/messages/count_tokens?beta=true',
        betas: ['one-2026', 'two-2026'],
        rule: null,
        bodyKeys: ['model', 'messages'],
      },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/secret/);
  });
});
