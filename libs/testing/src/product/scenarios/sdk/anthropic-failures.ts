import Anthropic from '@anthropic-ai/sdk';
import { expect } from '@jest/globals';
import { eventually } from '../../../eventually.ts';
import { type AnthropicStage, anthropicClient, refusal } from './anthropic-stage.ts';
import { type Scenario, askSimulator, balanceOf, lastRunOf, noteStatuses } from './stage.ts';

const user = (content: string) => ({ role: 'user' as const, content });
const ask = (stage: AnthropicStage, content: string, more: Record<string, unknown> = {}) =>
  refusal(stage.ask({ messages: [user(content)], ...more }));

/** Everything that goes wrong: raised as the SDK's own classes, and charged only for what came. */
export const anthropicFailures: Scenario<AnthropicStage>[] = [
  {
    title: '23: a wrong key is an AuthenticationError',
    async play(stage) {
      const stranger = anthropicClient(stage, { authToken: 'sah_live_wrong' });
      const body = { model: stage.model, max_tokens: 5, messages: [user('Hi')], stream: stage.form === 'streamed' };
      const error = await refusal(stranger.messages.create(body));
      expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
      expect(error).toMatchObject({ status: 401, type: 'authentication_error', requestID: expect.any(String) });
    },
  },
  {
    title: '23: an unknown model is a NotFoundError that names it',
    async play(stage) {
      const error = await ask(stage, 'Hi', { model: 'claude-of-tomorrow' });
      expect(error).toBeInstanceOf(Anthropic.NotFoundError);
      expect(error.message).toContain('claude-of-tomorrow');
    },
  },
  {
    title: '23: a malformed body is a BadRequestError that names the field',
    async play(stage) {
      const error = await ask(stage, 'Hi', { max_tokens: 'many' });
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining('max_tokens') });
      expect(error.headers?.get('x-should-retry')).toBe('false');
    },
  },
  {
    title: 'a call beyond the balance is refused with 402',
    families: ['Claude'],
    async play(stage) {
      const error = await ask(stage, 'x'.repeat(3_000_000), { model: 'simulator-claude' });
      expect(error).toMatchObject({ status: 402, type: 'billing_error' });
    },
  },
  {
    title: '22: a prompt that is too long is a BadRequestError in the words that agents look for',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=context-length]] Hi');
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(error.message).toContain('prompt is too long');
    },
  },
  {
    title: '24: a content filter before the answer is a BadRequestError, and not tried again',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=content-filter-error]] Hi');
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(await lastRunOf(stage)).toMatchObject({ errorCode: 'content_filtered' });
    },
  },
  {
    title: '24: a content filter in the middle ends the message with refusal, charged for what came',
    async play(stage) {
      const { message, usage } = await stage.ask('[[sim: fault=content-filter at=6 tokens=30]] Hi');
      expect([message.stop_reason, usage.output_tokens]).toEqual(['refusal', 6]);
    },
  },
  {
    title: '23: a provider that limits our calls is overloaded, with the time to wait',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=rate-limit retry=9]] Hi');
      expect(error).toBeInstanceOf(Anthropic.InternalServerError);
      expect(error).toMatchObject({ status: 503, type: 'overloaded_error' });
      expect([error.headers?.get('retry-after'), error.headers?.get('x-should-retry')]).toEqual(['9', 'true']);
    },
  },
  {
    title: '23: a client that retries waits as long as the hub says, and its second request is answered',
    families: ['Claude'],
    forms: ['plain'],
    async play(stage) {
      const statuses: number[] = [];
      const client = anthropicClient(stage, { maxRetries: 2, fetch: noteStatuses(statuses) });
      const messages = [user('[[sim: fault=rate-limit retry=3 times=1 tokens=5]] Once more.')];
      const { usage } = await client.messages.create({ model: stage.model, max_tokens: 9, messages });
      expect([statuses, usage.output_tokens]).toEqual([[503, 200], 5]);
      stage.costs.push((usage as unknown as { cost: number }).cost);
    },
  },
  {
    title: 'a provider that is overloaded for a moment is asked again by the hub',
    async play(stage) {
      const { text } = await stage.ask(`[[sim: fault=overloaded times=1 tokens=5]] Hi ${stage.family} ${stage.form}`);
      expect(text).not.toBe('');
    },
  },
  {
    title: '7: an error in the middle of the message is raised, and what was delivered is charged',
    async play(stage) {
      const error = await ask(stage, '[[sim: fault=stream-error at=10 tokens=30]] Hi');
      expect(error).toMatchObject({ type: 'overloaded_error' });
      expect(await lastRunOf(stage)).toMatchObject({ state: 'error', errorCode: 'provider_unavailable' });
      stage.expectChargeOfDelivered();
    },
  },
  {
    title: '6, 7: a message that is cut is an error, never a finished one, and what was delivered is charged',
    async play(stage) {
      expect(await ask(stage, '[[sim: fault=cut at=10 tokens=30]] Hi')).toBeInstanceOf(Anthropic.APIError);
      expect(await lastRunOf(stage)).toMatchObject({ state: 'error', errorCode: 'provider_bad_response' });
      stage.expectChargeOfDelivered();
    },
  },
  {
    title: '6: a missing mark at the end, and events of unknown types, do no harm',
    async play(stage) {
      for (const fault of ['no-done', 'unknown-event', 'duplicate-event']) {
        const { message, usage } = await stage.ask(`[[sim: fault=${fault} tokens=12 at=5]] Hi`);
        expect([message.stop_reason, usage.output_tokens]).toEqual(['end_turn', 12]);
      }
    },
  },
  {
    title: '8: a chunk that is no JSON is left out',
    async play(stage) {
      const { message, text } = await stage.ask('[[sim: fault=bad-json tokens=12 at=5]] Hi');
      expect(message.stop_reason).toBe('end_turn');
      expect(text).not.toBe('');
    },
  },
  {
    title: 'a caller who hangs up closes the provider’s socket, and pays for what came',
    forms: ['streamed'],
    async play(stage) {
      const body = { model: stage.model, max_tokens: 6_000, messages: [user('[[sim: tokens=5000 tps=400]] Go on')] };
      const stream = stage.client.messages.stream(body);
      const ended = stream.done().catch((error: unknown) => error);
      let pieces = 0;
      stream.on('text', () => {
        pieces += 1;
        if (pieces === 3) stream.abort();
      });
      expect(await ended).toBeInstanceOf(Anthropic.APIUserAbortError);
      await eventually(async () => (await lastRunOf(stage))?.state === 'cancelled', { deadlineMs: 10_000 });
      await eventually(async () => (await askSimulator<{ openCalls: number }>(stage, 'stats')).openCalls === 0);
      await eventually(async () => (await balanceOf(stage)).held === 0);
      stage.expectCharge();
    },
  },
  {
    title: 'what only Anthropic’s models know is refused by name for others',
    families: ['GPT', 'local'],
    async play(stage) {
      const error = await ask(stage, 'Hi', { messages: [{ role: 'user', content: [{ type: 'search_result' }] }] });
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(error.message).toContain('messages.0.content.0.type');
    },
  },
  {
    title: '23: what the provider refuses is told in its words',
    families: ['Claude'],
    async play(stage) {
      const error = await ask(stage, 'Hi', { a_member_of_next_year: 1 });
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(error.message).toContain('a_member_of_next_year');
    },
  },
];
