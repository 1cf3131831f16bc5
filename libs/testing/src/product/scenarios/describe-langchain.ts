import { ChatAnthropic } from '@langchain/anthropic';
import type { AIMessageChunk, UsageMetadata } from '@langchain/core/messages';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { eventually } from '../../eventually.ts';
import { expectChargedRuns, expectUncharged } from '../expect-charged-runs.ts';
import { type Balance, openAccount, type RunPage } from '../open-account.ts';
import { playScript } from '../play-script.ts';
import type { Product } from '../start-product.ts';
import { agentScript, COUNT, COUNT_SLOWLY, LIMIT, PICTURE, weather } from './library-scripts.ts';

const ways = ['messages', 'chat'].flatMap((dialect) =>
  ['simulator-claude-fast', 'simulator-gpt-fast'].map((model) => ({ dialect, model })),
);

const weatherTool = tool(({ city }) => weather(city), {
  name: 'weather',
  description: 'Tells the weather of a city',
  schema: z.object({ city: z.string() }),
});

/** LangChain.js with its own chat models, told a base URL and a key. */
export function describeLangChain(product: () => Product): void {
  describe.each(ways)('LangChain.js by $dialect with $model', ({ dialect, model: name }) => {
    beforeAll(() => playScript(product(), agentScript));
    afterAll(() => playScript(product(), []));

    const chatOf = (apiKey: string, more: { model?: string; maxTokens?: number } = {}) => {
      const options = { model: name, apiKey, maxRetries: 0, ...more };
      if (dialect === 'messages') return new ChatAnthropic({ ...options, anthropicApiUrl: product().url });
      return new ChatOpenAI({ ...options, configuration: { baseURL: `${product().url}/v1` } });
    };
    const open = async (more?: { maxTokens?: number }) => {
      const account = await openAccount(product());
      return { account, chat: chatOf(account.apiKey, more) };
    };
    const usageOf = (message: { usage_metadata?: unknown }) => message.usage_metadata as UsageMetadata;
    const reasonOf = ({ response_metadata: told }: AIMessageChunk): unknown =>
      told['stop_reason'] ?? told['finish_reason'];

    it('gets a text, its end and its usage, which is what the account is charged for', async () => {
      const { account, chat } = await open();
      const message = await chat.invoke('Say hello.');
      expect(message.text).toBe('Hello there.');
      expect(['end_turn', 'stop']).toContain(reasonOf(message));
      const [run] = await expectChargedRuns(account, 1);
      expect(usageOf(message).output_tokens).toBe(run?.outputTokens);
      expect(usageOf(message).input_tokens).toBe((run?.inputTokens ?? 0) + (run?.cacheReadTokens ?? 0));
    });

    it('streams a text piece by piece, and tells the usage at the end', async () => {
      const { account, chat } = await open();
      const pieces: string[] = [];
      let outputTokens = 0;
      for await (const chunk of await chat.stream(COUNT_SLOWLY)) {
        if (chunk.text !== '') pieces.push(chunk.text);
        outputTokens += chunk.usage_metadata === undefined ? 0 : usageOf(chunk).output_tokens;
      }
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe(COUNT);
      const [run] = await expectChargedRuns(account, 1);
      expect(outputTokens).toBe(run?.outputTokens);
    });

    it('goes through a tool loop, each step charged on its own', async () => {
      const { account, chat } = await open();
      const agent = chat.bindTools([weatherTool]);
      const question = new HumanMessage('What is the weather in Paris?');
      const asked = await agent.invoke([question]);
      expect(asked.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Paris' } }]);
      const results = await Promise.all((asked.tool_calls ?? []).map((call) => weatherTool.invoke(call)));
      const answer = await agent.invoke([question, asked, ...(results as ToolMessage[])]);
      expect(answer.text).toBe('It is sunny in Paris.');
      await expectChargedRuns(account, 2);
    });

    it('streams two tool calls at once, and goes on with both results', async () => {
      const { account, chat } = await open();
      const agent = chat.bindTools([weatherTool]);
      const question = new HumanMessage('What is the weather in Paris and in Rome?');
      let asked: AIMessageChunk | undefined;
      for await (const chunk of await agent.stream([question])) asked = asked?.concat(chunk) ?? chunk;
      const calls = asked?.tool_calls ?? [];
      expect(calls.map(({ args }) => args)).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
      const results = calls.map(
        ({ id = '', args }) => new ToolMessage({ tool_call_id: id, content: weather(String(args['city'])) }),
      );
      const said = new AIMessage({ content: 'I look.', tool_calls: calls });
      expect((await agent.invoke([question, said, ...results])).text).toBe('It is sunny in both.');
      await expectChargedRuns(account, 2);
    });

    it('gets an object that fits its schema', async () => {
      const { account, chat } = await open();
      const schema = z.object({ name: z.string(), age: z.number() });
      const object = await chat.withStructuredOutput(schema).invoke('Ada, aged 36, as JSON.');
      expect(object).toEqual({ name: 'Ada', age: 36 });
      await expectChargedRuns(account, 1);
    });

    it('sends pictures, instructions and what was said before', async () => {
      const { account, chat } = await open();
      const answer = await chat.invoke([
        new SystemMessage('The password is swordfish.'),
        new HumanMessage('Remember the number 4711.'),
        new AIMessage('I will.'),
        new HumanMessage({
          content: [
            { type: 'text', text: 'What do you see and know?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE}` } },
          ],
        }),
      ]);
      expect(answer.text).toBe('A picture, swordfish and 4711.');
      await expectChargedRuns(account, 1);
    });

    it('is told when the limit cut the answer', async () => {
      const { account, chat } = await open({ maxTokens: LIMIT });
      const answer = await chat.invoke('Count.');
      expect(['max_tokens', 'length']).toContain(reasonOf(answer));
      expect(COUNT.startsWith(answer.text)).toBe(true);
      await expectChargedRuns(account, 1);
    });

    it('raises the error of the SDK below it, with its status, and nothing is charged', async () => {
      const { account } = await open();
      const failures = [
        [chatOf(account.apiKey, { model: 'no-such-model' }), 404],
        [chatOf('sah_live_wrong'), 401],
      ] as const;
      for (const [chat, status] of failures) {
        const error = await chat.invoke('Say hello.').catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Error);
        expect(error).toMatchObject({ status, message: expect.stringMatching(/model|key/i) });
      }
      await expectUncharged(account);
    });

    it('hears of a failure that comes after the first words', async () => {
      const { account, chat } = await open();
      const read = async () => {
        for await (const chunk of await chat.stream('[[sim: fault=stream-error at=3 tokens=40]]')) void chunk;
      };
      await expect(read()).rejects.toThrow();
      await eventually(async () => expect((await account.read<Balance>('/api/credits/balance')).held).toBe(0));
    });

    it('hangs up, and the call ends without a hold', async () => {
      const { account, chat } = await open();
      const abort = new AbortController();
      const read = async () => {
        const stream = await chat.stream('[[sim: tokens=5000 tps=50]] A long story.', { signal: abort.signal });
        for await (const chunk of stream) if (chunk.text !== '') abort.abort();
      };
      await read().catch((thrown: unknown) => expect(thrown).toBeInstanceOf(Error));
      expect(abort.signal.aborted).toBe(true);
      await eventually(async () => {
        const { runs } = await account.read<RunPage>('/api/runs');
        expect(runs).toMatchObject([{ state: 'cancelled' }]);
        expect((await account.read<Balance>('/api/credits/balance')).held).toBe(0);
      });
    });
  });
}
