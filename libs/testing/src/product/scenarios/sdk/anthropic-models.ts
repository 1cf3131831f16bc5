import Anthropic from '@anthropic-ai/sdk';
import { expect } from '@jest/globals';
import { openAccount } from '../../open-account.ts';
import { type AnthropicStage, anthropicClient, refusal } from './anthropic-stage.ts';
import type { Scenario } from './stage.ts';

const user = (content: string) => ({ role: 'user' as const, content });
/** So many counts of tokens an account may ask for in a minute. */
const COUNTS_PER_MINUTE = 300;

/** Models, one by one and listed, in Anthropic's own shape, and tokens counted without a call. */
export const anthropicModels: Scenario<AnthropicStage>[] = [
  {
    title: 'the models are listed, each once, and each is found by its name',
    forms: ['plain'],
    async play(stage) {
      const listed: Anthropic.ModelInfo[] = [];
      for await (const model of stage.client.models.list({ limit: 2 })) listed.push(model);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      const found = await stage.client.models.retrieve(stage.model);
      expect(found).toMatchObject({ id: stage.model, type: 'model', display_name: expect.stringMatching(/./) });
      expect(listed.find(({ id }) => id === stage.model)).toEqual(JSON.parse(JSON.stringify(found)));
    },
  },
  {
    title: '23: a model that is not there is a NotFoundError, also where it is only looked up',
    forms: ['plain'],
    async play(stage) {
      const error = await refusal(stage.client.models.retrieve(`${stage.model}-of-tomorrow`));
      expect(error).toBeInstanceOf(Anthropic.NotFoundError);
      expect(error).toMatchObject({ type: 'not_found_error' });
    },
  },
  {
    title: '18: tokens are counted free of charge: by the provider exactly, or by the hub, which says so',
    forms: ['plain'],
    async play(stage) {
      const body = { model: stage.model, messages: [user('How many are these? [[sim: tokens=1]]')], system: 'Count.' };
      const { data, response } = await stage.client.messages.countTokens(body).withResponse();
      const warnings = response.headers.get('x-hub-warnings');
      const { usage } = await stage.ask(body);
      if (stage.family === 'Claude') expect([data.input_tokens, warnings]).toEqual([usage.input_tokens, null]);
      else expect([data.input_tokens > 0, warnings]).toEqual([true, expect.stringContaining('counted by the hub')]);
    },
  },
  {
    title: '23: the hub’s own limit is a RateLimitError with the time to wait, and worth a retry',
    families: ['GPT'],
    forms: ['plain'],
    async play(stage) {
      const busy = { ...stage, account: await openAccount(stage.product) };
      const client = anthropicClient(busy);
      const body = { model: stage.model, messages: [user('Hi')] };
      const asked = Array.from({ length: COUNTS_PER_MINUTE + 1 }, () => client.messages.countTokens(body));
      const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(1);
      const error = await refusal(client.messages.countTokens(body));
      expect(error).toBeInstanceOf(Anthropic.RateLimitError);
      expect(error).toMatchObject({ status: 429, type: 'rate_limit_error' });
      const wait = Number(error.headers?.get('retry-after'));
      expect([wait > 0, wait <= 60, error.headers?.get('x-should-retry')]).toEqual([true, true, 'true']);
      // Others are not held up by it.
      expect((await stage.client.messages.countTokens(body)).input_tokens).toBeGreaterThan(0);
    },
  },
];
