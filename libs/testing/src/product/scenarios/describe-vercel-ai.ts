import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APICallError, generateObject, generateText, type LanguageModel, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { eventually } from '../../eventually.ts';
import { expectChargedRuns, expectUncharged } from '../expect-charged-runs.ts';
import { type Balance, openAccount, type RunPage } from '../open-account.ts';
import { playScript } from '../play-script.ts';
import type { Product } from '../start-product.ts';
import { agentScript, COUNT, COUNT_SLOWLY, LIMIT, PICTURE, weather } from './library-scripts.ts';

async function gather<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

type Ways = { dialect: string; model: string };

const ways: Ways[] = ['messages', 'chat', 'responses'].flatMap((dialect) =>
  ['simulator-claude-fast', 'simulator-gpt-fast'].map((model) => ({ dialect, model })),
);

/** Vercel's AI SDK with its own providers, told a base URL and a key. */
export function describeVercelAi(product: () => Product): void {
  describe.each(ways)('the Vercel AI SDK by $dialect with $model', ({ dialect, model: name }) => {
    beforeAll(async () => {
      globalThis.AI_SDK_LOG_WARNINGS = false; // It does not know the simulator's models, and says so with each call.
      await playScript(product(), agentScript);
    });
    afterAll(() => playScript(product(), []));

    const modelOf = (apiKey: string, id = name): LanguageModel => {
      const options = { baseURL: `${product().url}/v1`, apiKey };
      if (dialect === 'messages') return createAnthropic(options)(id);
      return dialect === 'chat' ? createOpenAI(options).chat(id) : createOpenAI(options).responses(id);
    };
    const open = async () => {
      const account = await openAccount(product());
      return { account, model: modelOf(account.apiKey), maxRetries: 0 };
    };
    const tools = {
      weather: tool({
        inputSchema: z.object({ city: z.string() }),
        execute: ({ city }) => weather(city),
      }),
    };

    it('gets a text, its end and its usage, which is what the account is charged for', async () => {
      const { account, ...call } = await open();
      const { text, finishReason, usage } = await generateText({ ...call, prompt: 'Say hello.' });
      expect({ text, finishReason }).toEqual({ text: 'Hello there.', finishReason: 'stop' });
      const [run] = await expectChargedRuns(account, 1);
      expect(usage.outputTokens).toBe(run?.outputTokens);
      expect(usage.inputTokens).toBe((run?.inputTokens ?? 0) + (run?.cacheReadTokens ?? 0));
    });

    it('streams a text piece by piece', async () => {
      const { account, ...call } = await open();
      const { textStream, text, finishReason, usage } = streamText({ ...call, prompt: COUNT_SLOWLY });
      const pieces = await gather(textStream);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe(COUNT);
      expect(await text).toBe(pieces.join(''));
      expect(await finishReason).toBe('stop');
      const [run] = await expectChargedRuns(account, 1);
      expect((await usage).outputTokens).toBe(run?.outputTokens);
    });

    it('goes through a tool loop, each step charged on its own', async () => {
      const { account, ...call } = await open();
      const prompt = 'What is the weather in Paris?';
      const { text, steps } = await generateText({ ...call, prompt, tools, stopWhen: stepCountIs(5) });
      expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
      expect(steps[0]?.toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'Paris' } }]);
      expect(steps[0]?.toolResults).toMatchObject([{ output: weather('Paris') }]);
      expect(text).toBe('It is sunny in Paris.');
      await expectChargedRuns(account, 2);
    });

    it('streams two tool calls at once, and goes on with both results', async () => {
      const { account, ...call } = await open();
      const prompt = 'What is the weather in Paris and in Rome?';
      const errors: unknown[] = [];
      const onError = ({ error }: { error: unknown }) => void errors.push(error);
      const stopWhen = stepCountIs(5);
      const { steps, text } = streamText({ ...call, prompt, tools, stopWhen, onError });
      await steps;
      expect(errors).toEqual([]);
      const called = (await steps)[0]?.toolCalls.map(({ input }) => input);
      expect(called).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
      expect((await steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
      expect(await text).toBe('It is sunny in both.');
      await expectChargedRuns(account, 2);
    });

    it('gets an object that fits its schema', async () => {
      const { account, ...call } = await open();
      const schema = z.object({ name: z.string(), age: z.number() });
      const { object } = await generateObject({ ...call, schema, prompt: 'Ada, aged 36, as JSON.' });
      expect(object).toEqual({ name: 'Ada', age: 36 });
      await expectChargedRuns(account, 1);
    });

    it('sends pictures, instructions and what was said before', async () => {
      const { account, ...call } = await open();
      const { text } = await generateText({
        ...call,
        instructions: 'The password is swordfish.',
        messages: [
          { role: 'user', content: 'Remember the number 4711.' },
          { role: 'assistant', content: 'I will.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What do you see and know?' },
              { type: 'file', mediaType: 'image/png', data: Buffer.from(PICTURE, 'base64') },
            ],
          },
        ],
      });
      expect(text).toBe('A picture, swordfish and 4711.');
      await expectChargedRuns(account, 1);
    });

    it('is told when the limit cut the answer', async () => {
      const { account, ...call } = await open();
      const { text, finishReason } = await generateText({ ...call, prompt: 'Count.', maxOutputTokens: LIMIT });
      expect(finishReason).toBe('length');
      expect(COUNT.startsWith(text)).toBe(true);
      await expectChargedRuns(account, 1);
    });

    it('raises its own error, with status and the hub’s words, and nothing is charged', async () => {
      const { account, ...call } = await open();
      const failures: [LanguageModel, number][] = [
        [modelOf(account.apiKey, 'no-such-model'), 404],
        [modelOf('sah_live_wrong'), 401],
      ];
      for (const [model, statusCode] of failures) {
        const error = await generateText({ ...call, model, prompt: 'Say hello.' }).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(APICallError);
        expect(error).toMatchObject({ statusCode, isRetryable: false, message: expect.stringMatching(/model|key/i) });
      }
      await expectUncharged(account);
    });

    it('hears of a failure that comes after the first words', async () => {
      const { account, ...call } = await open();
      const prompt = '[[sim: fault=stream-error at=3 tokens=40]]';
      const { fullStream } = streamText({ ...call, prompt, onError: () => undefined });
      const parts = await gather(fullStream);
      expect(parts.map(({ type }) => type)).toContain('error');
      expect(parts.find((part) => part.type === 'finish')?.finishReason).not.toBe('stop');
      await eventually(async () => expect((await account.read<Balance>('/api/credits/balance')).held).toBe(0));
    });

    it('hangs up, and the call ends without a hold', async () => {
      const { account, ...call } = await open();
      const abort = new AbortController();
      const prompt = '[[sim: tokens=5000 tps=50]] A long story.';
      const { textStream } = streamText({ ...call, prompt, abortSignal: abort.signal, onError: () => undefined });
      for await (const piece of textStream) if (piece !== '') abort.abort();
      await eventually(async () => {
        const { runs } = await account.read<RunPage>('/api/runs');
        expect(runs).toMatchObject([{ state: 'cancelled' }]);
        expect((await account.read<Balance>('/api/credits/balance')).held).toBe(0);
      });
    });
  });
}
