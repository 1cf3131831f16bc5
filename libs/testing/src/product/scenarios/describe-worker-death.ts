import { priceOf, usageSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { eventually } from '../../eventually.ts';
import { type Balance, type OpenedAccount, type RunPage, openAccount } from '../open-account.ts';
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
  /** What a caller hears of a long answer whose worker is killed when it has begun. */
  async function askAndKill({ apiKey }: Pick<OpenedAccount, 'apiKey'>, headers: Record<string, string> = {}) {
    const client = new OpenAI({ baseURL: `${product().url}/v1`, apiKey, maxRetries: 0, defaultHeaders: headers });
    const stream = await client.chat.completions.create({
      model: 'simulator-gpt',
      messages: [{ role: 'user', content: slow }],
      stream: true,
    });
    const heard = { text: '', finish: undefined as string | undefined };
    const reading = (async () => {
      for await (const { choices } of stream) {
        heard.text += choices[0]?.delta.content ?? '';
        heard.finish ??= choices[0]?.finish_reason ?? undefined;
      }
    })();
    const ending = reading.catch((error: unknown) => error);
    await eventually(() => heard.text.length > 20, { deadlineMs: 10_000 });
    process.kill(product().pidOf('llm-worker'), 'SIGKILL');
    return { error: await ending, ...heard };
  }

  /** The only run of an account, and that its balance fell by what the answer of its usage costs. */
  async function readRun(account: OpenedAccount) {
    const { runs } = await account.read<RunPage>('/api/runs');
    expect(runs).toHaveLength(1);
    const usage = usageSchema.parse(runs[0]?.usage);
    const cost = Number(priceOf(usage, price)) / 1_000_000;
    expect(runs[0]?.cost).toBeCloseTo(cost, 6);
    const balance = await account.read<Balance>('/api/credits/balance');
    expect(balance.held).toBe(0);
    expect(balance.balance).toBeCloseTo(10 - cost, 6);
    return { run: runs[0], usage };
  }

  describe('a worker that is killed in the middle of an answer', () => {
    it('is not noticed by its caller: another one has the model finish, and each token is paid once', async () => {
      const account = await openAccount(product());
      const { error, text, finish } = await askAndKill(account);
      expect(error).toBeUndefined();
      expect(finish).toBeDefined();
      const { run, usage } = await readRun(account);
      expect(run).toMatchObject({ state: 'done' });
      expect(usage.outputTokens).toBeGreaterThan(390);
      expect(text.length).toBeGreaterThan(1_000);
    }, 90_000);

    it('leaves a typed error and the charge of what was streamed where its caller wants no rescue', async () => {
      const account = await openAccount(product());
      const { error } = await askAndKill(account, { 'x-hub-rescue': 'off' });
      expect(error).toMatchObject({ code: 'run_interrupted' });
      const { run, usage } = await readRun(account);
      expect(run).toMatchObject({ state: 'interrupted', errorCode: 'run_interrupted' });
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeLessThan(400);
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
