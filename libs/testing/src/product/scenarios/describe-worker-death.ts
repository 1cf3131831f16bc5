import { priceOf, usageSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { eventually } from '../../eventually.ts';
import { type Balance, type RunPage, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

const slow = 'Tell me a long story. [[sim: tokens=400 tps=20 ttft=0]]';
/** The simulator's GPT: US$ 1.25 and 10 per million tokens. */
const price = {
  inputMicros: 12_500_000,
  cacheReadMicros: 1_250_000,
  cacheWrite5mMicros: 0,
  cacheWrite1hMicros: 0,
  outputMicros: 100_000_000,
};

/** `kill -9` of the worker in the middle of an answer. */
export function describeWorkerDeath(product: () => Product): void {
  describe('a worker that is killed in the middle of an answer', () => {
    it('leaves a stream that ends with a typed error, no hold, and the charge of what was streamed', async () => {
      const account = await openAccount(product());
      const client = new OpenAI({ baseURL: `${product().url}/v1`, apiKey: account.apiKey, maxRetries: 0 });
      const stream = await client.chat.completions.create({
        model: 'simulator-gpt',
        messages: [{ role: 'user', content: slow }],
        stream: true,
      });
      let text = '';
      const reading = (async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      })();
      const ending = reading.catch((error: unknown) => error);
      await eventually(() => text.length > 20, { deadlineMs: 10_000 });
      process.kill(product().pidOf('llm-worker'), 'SIGKILL');

      expect(await ending).toMatchObject({ code: 'run_interrupted' });
      const { runs } = await account.read<RunPage>('/api/runs');
      expect(runs).toEqual([expect.objectContaining({ state: 'interrupted', errorCode: 'run_interrupted' })]);
      const usage = usageSchema.parse(runs[0]?.usage);
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeLessThan(400);
      const cost = Number(priceOf(usage, price)) / 1_000_000;
      expect(runs[0]?.cost).toBeCloseTo(cost, 6);
      const balance = await account.read<Balance>('/api/credits/balance');
      expect(balance.held).toBe(0);
      expect(balance.balance).toBeCloseTo(10 - cost, 6);
    }, 60_000);

    it('is replaced, and the next call is answered', async () => {
      const account = await openAccount(product());
      const client = new OpenAI({ baseURL: `${product().url}/v1`, apiKey: account.apiKey, maxRetries: 0 });
      const answer = await client.chat.completions.create({
        model: 'simulator-gpt',
        messages: [{ role: 'user', content: 'Hello. [[sim: tokens=5]]' }],
      });
      expect(answer.choices[0]?.finish_reason).toBeDefined();
    }, 60_000);
  });
}
