import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { expect } from '@jest/globals';
import { z } from 'zod';
import { type AnthropicStage, anthropicClient } from './anthropic-stage.ts';
import { creditsOf } from './families.ts';
import { PDF, PNG } from './openai-texts.ts';
import { type Scenario, lastReceivedCall, lastRunOf } from './stage.ts';

const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });
const text = (value: string) => ({ type: 'text' as const, text: value });
const png = { type: 'base64' as const, media_type: 'image/png' as const, data: PNG };

/** Texts, pictures, documents, thinking, structured answers and everything that is counted. */
export const anthropicTexts: Scenario<AnthropicStage>[] = [
  {
    title: '9, 13: a message is charged for exactly the tokens of its usage',
    async play(stage) {
      const { usage, message } = await stage.ask('What is a ledger? [[sim: tokens=40]]');
      expect([message.stop_reason, usage.output_tokens]).toEqual(['end_turn', 40]);
      expect(usage.cost).toBeCloseTo(creditsOf(usage.input_tokens, usage.output_tokens, stage), 6);
    },
  },
  {
    title: 'the events of a stream come in Anthropic’s order',
    forms: ['streamed'],
    async play(stage) {
      const { events } = await stage.ask('[[sim: tokens=3]] Hi');
      expect([...new Set(events)]).toEqual([
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ]);
    },
  },
  {
    title: '14: a system prompt in blocks is heard in its order',
    async play(stage) {
      const system = [text('Be brief.'), text('Be kind.')];
      expect((await stage.ask({ system, messages: [user('RULES, please.')] })).text).toBe('Brief and kind.');
    },
  },
  {
    title: '14: a system message between the others is heard, and one of nothing does no harm',
    async play(stage) {
      const between = [
        { role: 'system', content: 'Be kind.' },
        { role: 'system', content: [] },
      ] as unknown as ReturnType<typeof user>[];
      const messages = [user('RULES, please.'), ...between];
      const { text: answer } = await stage.ask({ system: 'Be brief.', messages });
      // Who passes the messages on as they came has them behind the question, and the script looks for them at the start.
      expect(answer).not.toBe('');
      if (stage.family !== 'Claude') expect(answer).toBe('Brief and kind.');
    },
  },
  {
    title: 'a conversation of several turns',
    async play(stage) {
      const { usage } = await stage.ask({ messages: [user('Hello'), assistant('Hello!'), user('Who are you?')] });
      expect(usage.input_tokens).toBeGreaterThan(10);
    },
  },
  {
    title: 'an answer that the caller began is gone on with',
    async play(stage) {
      const messages = [user('PREFILL: what is it?'), assistant('The answer is')];
      expect((await stage.ask({ messages })).text).toBe(' forty-two.');
    },
  },
  {
    title: '21: pictures in base64 and by URL',
    async play(stage) {
      const url = { type: 'url' as const, url: 'https://example.com/cat.png' };
      const content = [
        { type: 'image' as const, source: png },
        { type: 'image' as const, source: url },
        text('What is this?'),
      ];
      expect((await stage.ask({ messages: [{ role: 'user', content }] })).usage.input_tokens).toBeGreaterThan(170);
    },
  },
  {
    title: '21: a picture under the wrong type gets the one that its bytes have',
    families: ['GPT', 'local'],
    async play(stage) {
      const content = [{ type: 'image' as const, source: { ...png, media_type: 'image/jpeg' as const } }];
      expect((await stage.ask({ messages: [{ role: 'user', content }] })).usage.input_tokens).toBeGreaterThan(85);
    },
  },
  {
    title: 'documents: a PDF, and plain text with a title',
    async play(stage) {
      const pdf = { type: 'base64' as const, media_type: 'application/pdf' as const, data: PDF };
      const plain = { type: 'text' as const, media_type: 'text/plain' as const, data: 'Grass is green. '.repeat(20) };
      const content = [
        { type: 'document' as const, source: pdf },
        { type: 'document' as const, source: plain, title: 'Grass' },
        text('Sum it up.'),
      ];
      expect((await stage.ask({ messages: [{ role: 'user', content }] })).usage.input_tokens).toBeGreaterThan(145);
    },
  },
  {
    title: 'citations come through where the provider makes them, and are said to be missing elsewhere',
    async play(stage) {
      const source = { type: 'text' as const, media_type: 'text/plain' as const, data: 'Grass is green.' };
      const document = { type: 'document' as const, source, title: 'Grass', citations: { enabled: true } };
      const { message, headers } = await stage.ask({
        messages: [{ role: 'user', content: [document, text('Colour?')] }],
      });
      const [block] = message.content;
      if (stage.family === 'Claude') {
        const cited = { type: 'char_location', cited_text: 'Grass is green.', document_title: 'Grass' };
        expect(block).toMatchObject({ type: 'text', citations: [cited] });
      } else expect(headers.get('x-hub-warnings')).toContain('citations');
    },
  },
  {
    title: 'an answer of a schema, read by the SDK’s own helper',
    async play(stage) {
      const Invoice = z.object({ vendor: z.string(), total: z.number(), tags: z.array(z.string()) });
      const body = {
        model: stage.model,
        max_tokens: 500,
        messages: [user('Invoice of Acme')],
        output_config: { format: zodOutputFormat(Invoice) },
      };
      const message =
        stage.form === 'plain'
          ? await stage.client.messages.parse(body)
          : await stage.client.messages.stream(body).finalMessage();
      expect(Invoice.safeParse(message.parsed_output).success).toBe(true);
      stage.expectCharge();
    },
  },
  {
    title: 'stop sequences end the answer, and the one that was met is named where the provider tells',
    async play(stage) {
      const { message, text: answer } = await stage.ask({
        messages: [user('Hi')],
        stop_sequences: ['simulator', 'END'],
      });
      if (stage.family === 'Claude') {
        expect([message.stop_reason, message.stop_sequence]).toEqual(['stop_sequence', 'simulator']);
      } else expect(message.stop_reason).toBe('end_turn');
      expect(answer).not.toContain('simulator');
    },
  },
  {
    title: 'the limit of tokens',
    async play(stage) {
      const { message, usage } = await stage.ask({ messages: [user('Tell me everything.')], max_tokens: 7 });
      expect([message.stop_reason, usage.output_tokens]).toEqual(['max_tokens', 7]);
    },
  },
  {
    title: '4, 9: thinking is shown where the provider shows it, and counted',
    async play(stage) {
      const thinking = { type: 'enabled' as const, budget_tokens: 1_024 };
      const { message, usage, thinking: thought } = await stage.ask({ messages: [user('Think.')], thinking });
      if (stage.family === 'GPT') expect(thought).toBe('');
      else expect(message.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      if (stage.family !== 'local') expect(usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(5);
    },
  },
  {
    title: '4: thinking at the model’s own discretion, with an effort',
    async play(stage) {
      const asked = { thinking: { type: 'adaptive' as const }, output_config: { effort: 'medium' as const } };
      const { text: answer, thinking } = await stage.ask({ messages: [user('Think.')], ...asked });
      expect(answer).not.toBe('');
      expect(thinking === '').toBe(stage.family === 'GPT');
    },
  },
  {
    title: '20: a marked prompt is written to the cache once, with its time to live, and read from then on',
    families: ['Claude'],
    async play(stage) {
      const rules = `Anthropic’s ${stage.form} ${'Be exact. '.repeat(300)}`;
      const cache_control = { type: 'ephemeral' as const, ttl: '1h' as const };
      const asked = { system: [{ ...text(rules), cache_control }], messages: [user('[[sim: tokens=5]] Hi')] };
      const first = await stage.ask(asked);
      const second = await stage.ask(asked);
      expect(first.usage.cache_creation?.ephemeral_1h_input_tokens).toBeGreaterThan(300);
      expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation?.ephemeral_1h_input_tokens);
      expect(second.usage.cost).toBeLessThan(first.usage.cost / 4);
    },
  },
  {
    title: '12: usage that the provider does not tell is counted by the hub, charged, and marked as an estimate',
    async play(stage) {
      const { usage } = await stage.ask('[[sim: fault=missing-usage tokens=40]] Hi');
      expect(usage.output_tokens).toBeGreaterThan(10);
      expect(usage.cost).toBeGreaterThan(0);
      expect((await lastRunOf(stage))?.usage).toMatchObject({ estimated: true });
    },
  },
  {
    title: '11: usage is in every stream, whoever answers',
    forms: ['streamed'],
    async play(stage) {
      const { usage } = await stage.ask('[[sim: tokens=9]] Hi');
      expect([usage.output_tokens, usage.input_tokens > 3]).toEqual([9, true]);
    },
  },
  {
    title: '18: what the provider does not have is said in a header',
    families: ['GPT'],
    async play(stage) {
      const { headers } = await stage.ask({ messages: [user('Hi')], ...{ top_k: 5, temperature: 0.5 } });
      expect(headers.get('x-hub-warnings')).toContain('top_k');
    },
  },
  {
    title: '18: the SDK’s version of the API takes no temperature, and the hub takes one all the same',
    async play(stage) {
      const { text: answer } = await stage.ask({ messages: [user('Hi')], ...{ temperature: 0.5 } });
      expect(answer).not.toBe('');
    },
  },
  {
    title: 'betas, their header and their members reach Anthropic, and members that nobody knows yet do no harm',
    async play(stage) {
      const beta = 'context-management-2025-06-27';
      const message = await stage.client.beta.messages.create({
        model: stage.model,
        max_tokens: 50,
        messages: [user('[[sim: tokens=5]] Hi')],
        betas: [beta],
        context_management: { edits: [] },
        metadata: { user_id: 'u1' },
      });
      expect(message.content).toHaveLength(1);
      if (stage.family === 'Claude') {
        const { path, betas, bodyKeys } = (await lastReceivedCall(stage)) ?? {};
        expect([path, betas]).toEqual([expect.stringContaining('beta=true'), [beta]]);
        expect(bodyKeys).toEqual(expect.arrayContaining(['context_management', 'metadata']));
      }
      stage.costs.push((message.usage as unknown as { cost: number }).cost);
    },
  },
  {
    title: '24: the message names its model, its run and its request',
    async play(stage) {
      const { message, headers } = await stage.ask('[[sim: tokens=3]] Hi');
      expect(message.model).toBe(stage.model);
      expect(headers.get('x-hub-run-id')).toBe((await lastRunOf(stage))?.id);
      expect(headers.get('request-id')).toBeTruthy();
      expect(message.id).toMatch(/^msg_/);
    },
  },
  {
    title: 'a key in x-api-key is as good as a bearer',
    async play(stage) {
      const client = anthropicClient(stage, { apiKey: stage.account.apiKey, authToken: null });
      const body = { model: stage.model, max_tokens: 50, messages: [user('[[sim: tokens=4]] Hi')] };
      const message = await client.messages.create(body);
      stage.costs.push((message.usage as unknown as { cost: number }).cost);
    },
  },
  {
    title: 'an Idempotency-Key brings the same answer again, and one charge',
    async play(stage) {
      const headers = { 'Idempotency-Key': `${stage.family}-${stage.form}` };
      const first = await stage.ask('[[sim: tokens=8]] Once.', { headers });
      const second = await stage.ask('[[sim: tokens=8]] Once.', { headers });
      expect([second.message.id, second.text]).toEqual([first.message.id, first.text]);
      stage.costs.pop();
    },
  },
];
