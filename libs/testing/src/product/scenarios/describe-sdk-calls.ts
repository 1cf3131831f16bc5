import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type Balance, type OpenedAccount, type TransactionPage, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

const question = 'Name the capital of France. [[sim: tokens=40 tps=0 ttft=0]]';

/** Credits of so many tokens of the simulator's models, from their list prices in US dollars per million tokens. */
const creditsOf = (input: number, output: number, [inputUsd, outputUsd]: [number, number]) =>
  Math.round((input * inputUsd + output * outputUsd) * 10) / 1_000_000;
const CLAUDE: [number, number] = [3, 15];
const GPT: [number, number] = [1.25, 10];

async function expectCharged(account: OpenedAccount, before: Balance, cost: number): Promise<void> {
  const after = await account.read<Balance>('/api/credits/balance');
  expect(after.held).toBe(0);
  expect(after.balance).toBeCloseTo(before.balance - cost, 6);
  const { transactions } = await account.read<TransactionPage>('/api/credits/transactions?limit=2');
  expect(transactions.map(({ type }) => type)).toEqual(['settlement', 'hold']);
  expect(transactions[0]?.amount).toBeCloseTo(-cost, 6);
  expect(transactions[0]?.balanceAfter).toBe(after.balance);
  expect(transactions[1]?.amount).toBe(0);
}

/** The two SDKs that people have, unchanged but for base URL and key; each call is priced to the micro-credit. */
export function describeSdkCalls(product: () => Product): void {
  const openAccountWithBalance = async () => {
    const account = await openAccount(product());
    return { account, before: await account.read<Balance>('/api/credits/balance') };
  };

  describe('the openai SDK', () => {
    const clientOf = (account: OpenedAccount) =>
      new OpenAI({ baseURL: `${product().url}/v1`, apiKey: account.apiKey, maxRetries: 0 });

    it.each([
      ['simulator-gpt', GPT],
      ['simulator-claude', CLAUDE],
    ])('gets a whole answer of %s, charged at the price of its usage', async (model, price) => {
      const { account, before } = await openAccountWithBalance();
      const messages = [{ role: 'user' as const, content: question }];
      const answer = await clientOf(account).chat.completions.create({ model, messages });
      expect(answer.choices[0]?.finish_reason).toBe('stop');
      expect(answer.choices[0]?.message.content?.length).toBeGreaterThan(20);
      const usage = answer.usage as OpenAI.CompletionUsage & { cost: number };
      expect(usage.cost).toBeCloseTo(creditsOf(usage.prompt_tokens, usage.completion_tokens, price), 6);
      await expectCharged(account, before, usage.cost);
    });

    it('streams an answer whose last chunk tells usage and cost', async () => {
      const { account, before } = await openAccountWithBalance();
      const stream = clientOf(account).chat.completions.stream({
        model: 'simulator-gpt',
        messages: [{ role: 'user', content: question }],
        stream_options: { include_usage: true },
      });
      let pieces = 0;
      for await (const chunk of stream) pieces += chunk.choices[0]?.delta.content ? 1 : 0;
      const usage = (await stream.finalChatCompletion()).usage as OpenAI.CompletionUsage & { cost: number };
      expect(pieces).toBeGreaterThan(0);
      expect(usage.cost).toBeCloseTo(creditsOf(usage.prompt_tokens, usage.completion_tokens, GPT), 6);
      await expectCharged(account, before, usage.cost);
    });

    it('raises its own errors, and nothing is charged', async () => {
      const { account, before } = await openAccountWithBalance();
      const client = clientOf(account);
      const messages = [{ role: 'user' as const, content: question }];
      await expect(client.chat.completions.create({ model: 'no-such-model', messages })).rejects.toBeInstanceOf(
        OpenAI.NotFoundError,
      );
      await expect(client.chat.completions.create({ model: 'simulator-gpt', messages: [] })).rejects.toBeInstanceOf(
        OpenAI.BadRequestError,
      );
      const stranger = new OpenAI({ baseURL: `${product().url}/v1`, apiKey: 'sah_live_wrong', maxRetries: 0 });
      await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      expect(await account.read<Balance>('/api/credits/balance')).toEqual(before);
    });

    it('lists the models', async () => {
      const { account } = await openAccountWithBalance();
      const ids = (await clientOf(account).models.list()).data.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(['simulator-claude', 'simulator-gpt']));
    });
  });

  describe('the Anthropic SDK', () => {
    const clientOf = (account: OpenedAccount) =>
      new Anthropic({ baseURL: product().url, authToken: account.apiKey, apiKey: null, maxRetries: 0 });

    it.each([
      ['simulator-claude', CLAUDE],
      ['simulator-gpt', GPT],
    ])('gets a whole message of %s, charged at the price of its usage', async (model, price) => {
      const { account, before } = await openAccountWithBalance();
      const messages = [{ role: 'user' as const, content: question }];
      const message = await clientOf(account).messages.create({ model, max_tokens: 500, messages });
      expect(message.stop_reason).toBe('end_turn');
      const usage = message.usage as Anthropic.Usage & { cost: number };
      expect(usage.cost).toBeCloseTo(creditsOf(usage.input_tokens, usage.output_tokens, price), 6);
      await expectCharged(account, before, usage.cost);
    });

    it('streams a message to its end', async () => {
      const { account, before } = await openAccountWithBalance();
      const stream = clientOf(account).messages.stream({
        model: 'simulator-claude',
        max_tokens: 500,
        messages: [{ role: 'user', content: question }],
      });
      let text = '';
      let cost = 0;
      stream.on('text', (piece) => (text += piece));
      // The SDK's final message keeps the usage fields it knows; the cost is in the event that carried them.
      stream.on('streamEvent', (event) => {
        if (event.type === 'message_delta') ({ cost } = event.usage as Anthropic.MessageDeltaUsage & { cost: number });
      });
      const message = await stream.finalMessage();
      expect(message.content).toEqual([expect.objectContaining({ type: 'text', text })]);
      expect(cost).toBeGreaterThan(0);
      await expectCharged(account, before, cost);
    });

    it('raises its own errors', async () => {
      const { account } = await openAccountWithBalance();
      const messages = [{ role: 'user' as const, content: question }];
      const call = clientOf(account).messages.create({ model: 'no-such-model', max_tokens: 5, messages });
      await expect(call).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    });
  });
}
