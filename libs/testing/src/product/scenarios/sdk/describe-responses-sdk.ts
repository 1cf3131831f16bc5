import { beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { eventually } from '../../../eventually.ts';
import type { Product } from '../../start-product.ts';
import { families } from './families.ts';
import { openAiClient } from './openai-stage.ts';
import { type Stage, openStage } from './stage.ts';

type Response = OpenAI.Responses.Response;
type Tool = OpenAI.Responses.Tool;
type Call = OpenAI.Responses.ResponseFunctionToolCall;

const weather: Tool = {
  type: 'function',
  name: 'get_weather',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const tools = [weather];
const reasoning = { effort: 'low' as const };

function callIn({ output }: Response): Call {
  const call = output.find((item) => item.type === 'function_call');
  if (!call) throw new Error('no tool was called');
  return call;
}
const resultOf = ({ call_id }: Call, output: string) => ({ type: 'function_call_output' as const, call_id, output });

/** OpenAI's Responses API by the official SDK, unchanged but for base URL and key, with a model of each family. */
export function describeResponsesSdk(product: () => Product): void {
  describe.each(families)('the openai SDK’s responses with a $family model', (family) => {
    const { model } = family;
    let stage: Stage;
    let client: OpenAI;
    beforeAll(async () => {
      stage = await openStage(product(), family, 'plain');
      client = openAiClient(stage);
    });

    it('are answered whole, with usage and cost', async () => {
      const {
        status,
        output_text: text,
        usage,
      } = await client.responses.create({ model, input: 'Hi [[sim: tokens=5]]' });
      expect([status, text.length > 0, usage?.output_tokens]).toEqual(['completed', true, 5]);
      expect((usage as unknown as { cost: number }).cost).toBeGreaterThan(0);
    });

    it('stream, with reasoning before the text', async () => {
      const stream = client.responses.stream({ model, reasoning, input: 'Hi [[sim: tokens=5 reasoning=4]]' });
      let text = '';
      stream.on('response.output_text.delta', ({ delta }) => (text += delta));
      const response = await stream.finalResponse();
      expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
      expect(text).toBe(response.output_text);
    });

    it('are parsed by a zod format', async () => {
      const format = zodTextFormat(z.object({ name: z.string() }), 'person');
      const { output_parsed: person } = await client.responses.parse({ model, input: 'A person', text: { format } });
      expect(person?.name).toEqual(expect.any(String));
    });

    it('go on in a loop of tools from the response before', async () => {
      const asked = await client.responses.create({ model, input: 'use the tool', tools, reasoning });
      const input = [resultOf(callIn(asked), 'sunny')];
      const answered = await client.responses.create({ model, input, tools, previous_response_id: asked.id });
      expect(answered.output_text).toContain('sunny');
    });

    it('go on in a loop of tools from what the caller kept, thoughts included', async () => {
      const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'use the tool' }];
      const asked = await client.responses.create({ model, input, tools, reasoning, store: false });
      input.push(...(asked.output as OpenAI.Responses.ResponseInputItem[]), resultOf(callIn(asked), 'rainy'));
      const answered = await client.responses.create({ model, input, tools, reasoning, store: false });
      expect(answered.output_text).toContain('rainy');
    });

    it('call custom tools by their text', async () => {
      const custom: Tool = { type: 'custom', name: 'apply_change' };
      const { output } = await client.responses.create({ model, input: 'use the tool', tools: [custom] });
      expect(output.at(-1)).toMatchObject({
        type: 'custom_tool_call',
        name: 'apply_change',
        input: expect.any(String),
      });
    });

    it('run in the background, are fetched, and are streamed again from any event', async () => {
      const { id } = await client.responses.create({ model, input: 'Hi [[sim: tokens=20]]', background: true });
      await eventually(async () => (await client.responses.retrieve(id)).status === 'completed');
      const seen: number[] = [];
      const stream = await client.responses.retrieve(id, { stream: true, starting_after: 3 });
      for await (const event of stream) seen.push(event.sequence_number);
      expect(seen[0]).toBe(4);
      const items = await client.responses.inputItems.list(id);
      expect(items.data).toHaveLength(1);
      await client.responses.delete(id);
      await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    });

    it('are cancelled in the middle, and charged for what there was', async () => {
      const input = 'Hi [[sim: tokens=2000 tps=20]]';
      const stream = await client.responses.create({ model, input, background: true, stream: true });
      let id = '';
      for await (const event of stream) {
        if (event.type === 'response.created') id = event.response.id;
        if (event.type === 'response.output_text.delta') break;
      }
      expect((await client.responses.retrieve(id)).status).toBe('in_progress');
      const cancelled = await client.responses.cancel(id);
      expect(cancelled.status).toBe('cancelled');
      expect(cancelled.usage?.output_tokens).toBeLessThan(2_000);
      expect(await client.responses.cancel(id)).toMatchObject({ status: 'cancelled', usage: cancelled.usage });
    });

    it('7: that break off end with response.failed', async () => {
      const types: string[] = [];
      const input = 'Hi [[sim: fault=cut tokens=30 at=10]]';
      for await (const event of client.responses.stream({ model, input })) types.push(event.type);
      expect(types.at(-1)).toBe('response.failed');
      expect(types).not.toContain('response.completed');
    });
  });
}
