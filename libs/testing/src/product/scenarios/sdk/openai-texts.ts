import { expect } from '@jest/globals';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { creditsOf } from './families.ts';
import { type OpenAiStage, openAiClient } from './openai-stage.ts';
import { type Scenario, lastReceivedCall, lastRunOf } from './stage.ts';

export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const PDF = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64');
const user = (content: string) => ({ role: 'user' as const, content });
const picture = (url: string, detail?: 'low' | 'high') => ({
  role: 'user' as const,
  content: [
    { type: 'text' as const, text: 'What is this?' },
    { type: 'image_url' as const, image_url: { url, ...(detail && { detail }) } },
  ],
});

/** Texts, pictures, files, structured answers and everything that is counted. */
export const openAiTexts: Scenario<OpenAiStage>[] = [
  {
    title: '9, 13: an answer is charged for exactly the tokens of its usage',
    async play(stage) {
      const { usage, choice } = await stage.ask('What is a ledger? [[sim: tokens=40]]');
      expect(choice.finish_reason).toBe('stop');
      expect(usage.completion_tokens).toBe(40);
      expect(usage.cost).toBeCloseTo(creditsOf(usage.prompt_tokens, usage.completion_tokens, stage), 6);
      expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
    },
  },
  {
    title: 'a streamed answer comes in pieces',
    forms: ['streamed'],
    async play(stage) {
      expect((await stage.ask('[[sim: tokens=60 tps=300]] Tell me more.')).pieces).toBeGreaterThan(1);
    },
  },
  {
    title: '14: system and developer messages are heard in their order',
    async play(stage) {
      const messages = [
        { role: 'system' as const, content: 'Be brief.' },
        { role: 'developer' as const, content: 'Be kind.' },
        user('RULES, please.'),
      ];
      expect((await stage.ask({ messages })).text).toBe('Brief and kind.');
    },
  },
  {
    title: 'a conversation of several turns',
    async play(stage) {
      const messages = [user('Hello'), { role: 'assistant' as const, content: 'Hello!' }, user('Who are you?')];
      const { usage, text } = await stage.ask({ messages });
      expect(text).not.toBe('');
      expect(usage.prompt_tokens).toBeGreaterThan(10);
    },
  },
  {
    title: 'an answer that the caller began is gone on with',
    async play(stage) {
      const messages = [user('PREFILL: what is it?'), { role: 'assistant' as const, content: 'The answer is' }];
      expect((await stage.ask({ messages })).text).toBe(' forty-two.');
    },
  },
  {
    title: '21: a picture in a data URL, under the type that its bytes have',
    families: ['Claude', 'local'],
    async play(stage) {
      const { usage } = await stage.ask({ messages: [picture(`data:image/jpeg;base64,${PNG}`)] });
      expect(usage.prompt_tokens).toBeGreaterThan(85);
    },
  },
  {
    title: '21: a picture in a data URL, with a detail, and one by its URL',
    async play(stage) {
      const messages = [picture(`data:image/png;base64,${PNG}`, 'low'), picture('https://example.com/cat.png')];
      expect((await stage.ask({ messages })).usage.prompt_tokens).toBeGreaterThan(170);
    },
  },
  {
    title: 'a PDF file',
    async play(stage) {
      const file = { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` };
      const content = [
        { type: 'file' as const, file },
        { type: 'text' as const, text: 'Sum it up.' },
      ];
      expect((await stage.ask({ messages: [{ role: 'user', content }] })).usage.prompt_tokens).toBeGreaterThan(85);
    },
  },
  {
    title: 'an answer of a schema, read by the SDK’s own helper',
    async play(stage) {
      const Invoice = z.object({ vendor: z.string(), total: z.number(), tags: z.array(z.string()) });
      const response_format = zodResponseFormat(Invoice, 'invoice');
      const body = { model: stage.model, messages: [user('Invoice of Acme')], response_format };
      const completion =
        stage.form === 'plain'
          ? await stage.client.chat.completions.parse(body)
          : await stage.client.chat.completions
              .stream({ ...body, stream_options: { include_usage: true } })
              .finalChatCompletion();
      expect(Invoice.safeParse(completion.choices[0]?.message.parsed).success).toBe(true);
      stage.costs.push((completion.usage as unknown as { cost: number }).cost);
    },
  },
  {
    title: '18: JSON of any shape, where the provider has no such mode asked for in words and said so',
    async play(stage) {
      const { text, headers } = await stage.ask({
        messages: [user('Answer in JSON.')],
        response_format: { type: 'json_object' },
      });
      if (stage.family === 'Claude') expect(headers.get('x-hub-warnings')).toContain('response_format');
      else expect(JSON.parse(text)).toEqual({ answer: expect.any(String) });
    },
  },
  {
    title: 'stop sequences end the answer, and are not said',
    async play(stage) {
      const { choice, text } = await stage.ask({ messages: [user('Hi')], stop: ['simulator', 'END'] });
      expect(choice.finish_reason).toBe('stop');
      expect(text).not.toContain('simulator');
    },
  },
  {
    title: 'the limit of tokens, by both of its names',
    async play(stage) {
      for (const limit of [{ max_tokens: 7 }, { max_completion_tokens: 7 }]) {
        const { choice, usage } = await stage.ask({ messages: [user('Tell me everything.')], ...limit });
        expect([choice.finish_reason, usage.completion_tokens]).toEqual(['length', 7]);
      }
    },
  },
  {
    title: '4, 9: reasoning is counted, and shown where the provider shows it',
    async play(stage) {
      const { usage, reasoning } = await stage.ask({ messages: [user('Think.')], reasoning_effort: 'medium' });
      expect(usage.completion_tokens).toBeGreaterThan(usage.completion_tokens_details?.reasoning_tokens ?? 0);
      if (stage.family === 'GPT') expect(reasoning).toBe('');
      else expect(reasoning).toContain('The question is about');
      if (stage.family !== 'local') expect(usage.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(5);
    },
  },
  {
    title: '20, 9: a marked prompt is read from the cache the second time, and costs less',
    families: ['Claude'],
    async play(stage) {
      const text = `${stage.form} ${'Be exact. '.repeat(300)}`;
      const marked = { type: 'text' as const, text, cache_control: { type: 'ephemeral' } };
      const messages = [{ role: 'system' as const, content: [marked] }, user('[[sim: tokens=5]] Hi')];
      const first = await stage.ask({ messages });
      const second = await stage.ask({ messages });
      expect(first.usage.prompt_tokens_details?.cached_tokens).toBe(0);
      expect(second.usage.prompt_tokens_details?.cached_tokens).toBeGreaterThan(300);
      expect(second.usage.cost).toBeLessThan(first.usage.cost / 2);
    },
  },
  {
    title: '9: a long prompt is cached without being asked, and costs less the second time',
    families: ['GPT'],
    async play(stage) {
      const messages = [
        { role: 'system' as const, content: `${stage.form} ${'Be exact. '.repeat(900)}` },
        user('[[sim: tokens=5]] Hi'),
      ];
      const first = await stage.ask({ messages });
      const second = await stage.ask({ messages });
      expect(second.usage.prompt_tokens_details?.cached_tokens).toBeGreaterThan(1_000);
      expect(second.usage.cost).toBeLessThan(first.usage.cost / 2);
    },
  },
  {
    title: '11: without include_usage a stream brings no usage, and is charged all the same',
    forms: ['streamed'],
    async play(stage) {
      const body = { model: stage.model, messages: [user('[[sim: tokens=9]] Hi')], stream: true as const };
      for await (const chunk of await stage.client.chat.completions.create(body)) {
        expect(chunk).not.toHaveProperty('usage');
        expect(chunk.choices).toHaveLength(1);
      }
      expect((await lastRunOf(stage))?.usage).toMatchObject({ outputTokens: 9, estimated: false });
      stage.expectCharge();
    },
  },
  {
    title: '12: usage that the provider does not tell is counted by the hub, charged, and marked as an estimate',
    async play(stage) {
      const { usage } = await stage.ask('[[sim: fault=missing-usage tokens=40]] Hi');
      expect(usage.completion_tokens).toBeGreaterThan(10);
      expect(usage.cost).toBeGreaterThan(0);
      expect((await lastRunOf(stage))?.usage).toMatchObject({ estimated: true });
    },
  },
  {
    title: '18: a temperature and a seed, where the provider takes neither as asked, are said in a header',
    async play(stage) {
      const { headers } = await stage.ask({ messages: [user('Hi')], temperature: 1.5, seed: 7 });
      const warnings = headers.get('x-hub-warnings') ?? '';
      if (stage.family === 'Claude') expect(warnings).toMatch(/seed: .*temperature: Lowered to 1/);
      else expect(warnings).toBe('');
    },
  },
  {
    title: 'members and headers that nobody knows yet do no harm',
    async play(stage) {
      const unknown = { a_member_of_next_year: { deep: [1] }, user: 'u1', metadata: { a: 'b' } };
      const known = stage.family === 'GPT' ? { user: 'u1', metadata: { a: 'b' } } : unknown;
      const { text } = await stage.ask({ messages: [user('Hi')], ...known }, { headers: { 'x-of-next-year': '1' } });
      expect(text).not.toBe('');
      if (stage.family === 'local')
        expect((await lastReceivedCall(stage))?.bodyKeys).toContain('a_member_of_next_year');
    },
  },
  {
    title: 'several answers and log probabilities, where the provider has them',
    families: ['GPT', 'local'],
    async play(stage) {
      const asked = { messages: [user('[[sim: tokens=5]] Hi')], n: 2, logprobs: true, top_logprobs: 2 };
      const { completion, usage } = await stage.ask(asked);
      expect(completion.choices.map(({ index, finish_reason: reason }) => [index, reason])).toEqual([
        [0, 'stop'],
        [1, 'stop'],
      ]);
      expect(usage.completion_tokens).toBe(10);
      for (const { message, logprobs } of completion.choices) {
        expect(logprobs?.content?.map(({ token }) => token).join('')).toBe(message.content);
        expect(logprobs?.content?.[0]?.top_logprobs).toHaveLength(2);
      }
    },
  },
  {
    title: '24: the answer names its model, its run and its request',
    async play(stage) {
      const { completion, headers } = await stage.ask('[[sim: tokens=3]] Hi');
      expect(completion.model).toBe(stage.model);
      expect(headers.get('x-hub-model')).toBe(stage.model);
      expect(headers.get('x-hub-run-id')).toBe((await lastRunOf(stage))?.id);
      expect(headers.get('x-request-id')).toBeTruthy();
      expect(completion.id).toMatch(/^chatcmpl-/);
    },
  },
  {
    title: 'an Idempotency-Key brings the same answer again, and one charge',
    async play(stage) {
      const headers = { 'Idempotency-Key': `${stage.family}-${stage.form}` };
      const first = await stage.ask('[[sim: tokens=8]] Once.', { headers });
      const second = await stage.ask('[[sim: tokens=8]] Once.', { headers });
      expect(second.completion.id).toBe(first.completion.id);
      expect(second.text).toBe(first.text);
      stage.costs.pop();
    },
  },
  {
    title: 'a client that keeps the SDK’s defaults, retries and all',
    async play(stage) {
      const client = openAiClient(stage, { maxRetries: 2 });
      const body = { model: stage.model, messages: [user('[[sim: tokens=4]] Hi')] };
      const completion = await client.chat.completions.create(body);
      stage.costs.push((completion.usage as unknown as { cost: number }).cost);
      expect(completion._request_id).toBeTruthy();
    },
  },
];
