import { expect } from '@jest/globals';
import OpenAI from 'openai';
import { eventually } from '../../../eventually.ts';
import { type OpenAiStage, openAiClient, refusal } from './openai-stage.ts';
import { type Scenario, askSimulator, balanceOf, lastRunOf, noteStatuses } from './stage.ts';

const user = (content: string) => ({ role: 'user' as const, content });
const ask = (stage: OpenAiStage, content: string, more: Record<string, unknown> = {}) =>
  refusal(stage.ask({ messages: [user(content)], ...more }));

/** Everything that goes wrong: raised as the SDK's own classes, and charged only for what came. */
export const openAiFailures: Scenario<OpenAiStage>[] = [
  {
    title: '23: a wrong key is an AuthenticationError',
    async play(stage) {
      const stranger = openAiClient(stage, { apiKey: 'sah_live_wrong' });
      const body = { model: stage.model, messages: [user('Hi')], stream: stage.form === 'streamed' };
      const error = await refusal(stranger.chat.completions.create(body));
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', requestID: expect.any(String) });
    },
  },
  {
    title: '23: an unknown model is a NotFoundError that names the field',
    async play(stage) {
      const error = await ask(stage, 'Hi', { model: 'gpt-of-tomorrow' });
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
    },
  },
  {
    title: '23: a malformed body is a BadRequestError that names the field',
    async play(stage) {
      const error = await ask(stage, 'Hi', { temperature: 'hot' });
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ type: 'invalid_request_error', param: 'temperature' });
      expect(error.headers?.get('x-should-retry')).toBe('false');
    },
  },
  {
    title: 'a call beyond the balance is refused with 402',
    families: ['Claude'],
    async play(stage) {
      const error = await ask(stage, 'x'.repeat(3_000_000), { model: 'simulator-claude' });
      expect(error).toMatchObject({ status: 402, code: 'insufficient_quota' });
    },
  },
  {
    title: '22: a prompt that is too long is a BadRequestError in known words',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=context-length]] Hi');
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error.message).toMatch(/too long/);
    },
  },
  {
    title: '24: a content filter before the answer is a BadRequestError, and not tried again',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=content-filter-error]] Hi');
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ code: 'content_filtered' });
    },
  },
  {
    title: '24: a content filter in the middle ends the answer with content_filter, charged for what came',
    async play(stage) {
      const { choice, usage } = await stage.ask('[[sim: fault=content-filter at=6 tokens=30]] Hi');
      expect(choice.finish_reason).toBe('content_filter');
      expect(usage.completion_tokens).toBe(6);
    },
  },
  {
    title: '23: a provider that limits our calls is told with the time to wait',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=rate-limit retry=9]] Hi');
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 503, code: 'provider_rate_limited' });
      expect([error.headers?.get('retry-after'), error.headers?.get('x-should-retry')]).toEqual(['9', 'true']);
    },
  },
  {
    title: '23: a client that retries waits as long as the hub says, and its second request is answered',
    families: ['GPT'],
    forms: ['plain'],
    async play(stage) {
      const statuses: number[] = [];
      const client = openAiClient(stage, { maxRetries: 2, fetch: noteStatuses(statuses) });
      const messages = [user('[[sim: fault=rate-limit retry=3 times=1 tokens=5]] Again.')];
      const { usage } = await client.chat.completions.create({ model: stage.model, messages });
      expect([statuses, usage?.completion_tokens]).toEqual([[503, 200], 5]);
      stage.costs.push((usage as unknown as { cost: number }).cost);
    },
  },
  {
    title: 'a provider that is away for a moment is asked again by the hub',
    async play(stage) {
      const { text } = await stage.ask(`[[sim: fault=unavailable times=1 tokens=5]] Hi ${stage.family} ${stage.form}`);
      expect(text).not.toBe('');
    },
  },
  {
    title: '7: an error in the middle of the answer is raised, and what was delivered is charged',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=stream-error at=10 tokens=30]] Hi');
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ type: 'server_error' });
      expect(await lastRunOf(stage)).toMatchObject({ state: 'error', errorCode: 'provider_unavailable' });
      stage.expectChargeOfDelivered();
    },
  },
  {
    title: '6, 7: an answer that is cut is an error, never a finished answer, and what was delivered is charged',
    async play(stage) {
      expect(await ask(stage, '[[sim: fault=cut at=10 tokens=30]] Hi')).toBeInstanceOf(OpenAI.APIError);
      expect(await lastRunOf(stage)).toMatchObject({ state: 'error', errorCode: 'provider_bad_response' });
      stage.expectChargeOfDelivered();
    },
  },
  {
    title: '6: a missing mark at the end, and events of unknown types, do no harm',
    async play(stage) {
      for (const fault of ['no-done', 'unknown-event', 'duplicate-event']) {
        const { choice, usage } = await stage.ask(`[[sim: fault=${fault} tokens=12 at=5]] Hi`);
        expect([choice.finish_reason, usage.completion_tokens]).toEqual(['stop', 12]);
      }
    },
  },
  {
    title: '8: a chunk that is no JSON is left out',
    async play(stage) {
      const { choice, text } = await stage.ask('[[sim: fault=bad-json tokens=12 at=5]] Hi');
      expect(choice.finish_reason).toBe('stop');
      expect(text).not.toBe('');
    },
  },
  {
    title: 'a caller who hangs up closes the provider’s socket, and pays for what came',
    forms: ['streamed'],
    async play(stage) {
      const body = {
        model: stage.model,
        messages: [user('[[sim: tokens=5000 tps=400]] Go on')],
        stream: true as const,
      };
      const stream = await stage.client.chat.completions.create(body);
      let pieces = 0;
      for await (const chunk of stream) {
        pieces += chunk.choices[0]?.delta.content ? 1 : 0;
        if (pieces === 3) break;
      }
      await eventually(async () => (await lastRunOf(stage))?.state === 'cancelled', { deadlineMs: 10_000 });
      await eventually(async () => (await askSimulator<{ openCalls: number }>(stage, 'stats')).openCalls === 0);
      await eventually(async () => (await balanceOf(stage)).held === 0);
      stage.expectCharge();
    },
  },
  {
    title: 'what only OpenAI’s models can do is refused by name for others',
    families: ['Claude'],
    async play(stage) {
      for (const [field, value] of Object.entries({ n: 2, logprobs: true, modalities: ['text', 'audio'] })) {
        const error = await ask(stage, 'Hi', { [field]: value });
        expect(error).toBeInstanceOf(OpenAI.BadRequestError);
        expect(error).toMatchObject({ param: field });
      }
    },
  },
  {
    title: '23: what the provider refuses is told in its words',
    families: ['GPT'],
    async play(stage) {
      const error = await ask(stage, 'Hi', { a_member_of_next_year: 1 });
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error.message).toContain('a_member_of_next_year');
    },
  },
];
