import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { eventually } from '../../../eventually.ts';
import type { Product } from '../../start-product.ts';
import { type AnthropicStage, withAnthropic } from './anthropic-stage.ts';
import { type Family, type Form, creditsOf, families, forms, houseFamily } from './families.ts';
import { type ChatParams, type OpenAiStage, withOpenAi } from './openai-stage.ts';
import { askSimulator, lastReceivedCall, openStage, playScenario } from './stage.ts';

const [claude, gpt] = families;
const LLAMA = { name: 'llama3.2:3b', capabilities: ['completion', 'tools'], contextTokens: 131_072 };
const EMBEDDER = { name: 'bge-m3:latest', capabilities: ['embedding'], contextTokens: 8_192 };
const WAIT = { deadlineMs: 60_000, intervalMs: 250 };

/** What the first model of a list cannot do just now, and the second can. */
const failing = (sdk: string, form: Form) => `[[sim: tokens=12 fault=429 retry=30 times=1]] ${sdk}, ${form}`;

type Shared = { parts?: { model: string; cost: number; output_tokens: number }[] };
const sharesOf = (usage: object) => (usage as Shared).parts?.map(({ model }) => model);
const costOfParts = (usage: object) => ((usage as Shared).parts ?? []).reduce((sum, { cost }) => sum + cost, 0);

/** Who answers: lists of models, `auto`, endpoints of the operator's own, and an Ollama that comes and goes. */
export function describeProviders(product: () => Product): void {
  if (!claude || !gpt) throw new TypeError('no families');
  const openAi = async (family: Family, form: Form = 'plain') => withOpenAi(await openStage(product(), family, form));
  const anthropic = async (family: Family, form: Form) => withAnthropic(await openStage(product(), family, form));

  describe.each(forms)('a list of models whose first one fails, %s', (form) => {
    const models = [claude.model, gpt.model];

    it('is answered by the second for the openai SDK, at its price', async () => {
      const stage = await openAi(claude, form);
      await playScenario(stage, {
        title: '',
        async play({ ask }: OpenAiStage) {
          const messages = [{ role: 'user' as const, content: failing('openai', form) }];
          const { completion, usage, headers } = await ask({ messages, models } as ChatParams);
          expect(completion.model).toBe(gpt.model);
          expect(headers.get('x-hub-model')).toBe(gpt.model);
          expect(usage.completion_tokens).toBe(12);
          expect(usage.cost).toBeCloseTo(creditsOf(usage.prompt_tokens, 12, gpt), 6);
        },
      });
    });

    it('is answered by the second for the Anthropic SDK, at its price', async () => {
      const stage = await anthropic(claude, form);
      await playScenario(stage, {
        title: '',
        async play({ ask }: AnthropicStage) {
          const messages = [{ role: 'user' as const, content: failing('anthropic', form) }];
          const asked = { messages, models };
          const { message, usage, headers } = await ask(asked);
          expect(message.model).toBe(gpt.model);
          expect(headers.get('x-hub-model')).toBe(gpt.model);
          expect(usage.cost).toBeCloseTo(creditsOf(usage.input_tokens, 12, gpt), 6);
        },
      });
    });
  });

  describe.each(forms)('an answer that is cut at token 40 of 60, %s', (form) => {
    const models = [claude.model, gpt.model];
    const cut = (sdk: string) => `[[sim: tokens=60 fault=cut at=40 times=1]] ${sdk} ${form}`;

    it('arrives whole at the openai SDK, names both models, and costs what both parts cost', async () => {
      await playScenario(await openAi(claude, form), {
        title: '',
        async play({ ask }: OpenAiStage) {
          const messages = [{ role: 'user' as const, content: cut('openai') }];
          const { completion, usage } = await ask({ messages, models } as ChatParams);
          expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop' });
          expect(sharesOf(usage)).toEqual(models);
          expect(costOfParts(usage)).toBeCloseTo(usage.cost, 6);
        },
      });
    });

    it('arrives whole at the Anthropic SDK, likewise', async () => {
      await playScenario(await anthropic(claude, form), {
        title: '',
        async play({ ask }: AnthropicStage) {
          const asked = { messages: [{ role: 'user' as const, content: cut('anthropic') }], models };
          const { message, usage } = await ask(asked);
          expect(message.stop_reason).toBe('end_turn');
          expect(sharesOf(usage)).toEqual(models);
          expect(costOfParts(usage)).toBeCloseTo(usage.cost, 6);
        },
      });
    });
  });

  describe('auto', () => {
    it.each(forms)('is listed with what it leads to, and the first of that answers either SDK, %s', async (form) => {
      const stage = await openAi(gpt, form);
      const { alias_of: leadsTo } = (await stage.client.models.retrieve('auto')) as unknown as { alias_of: string[] };
      // Of each real provider one: the simulator's own models answer only where there is nothing else.
      expect(leadsTo.toSorted()).toEqual(['house-claude', 'local-llama']);
      const messages = [{ role: 'user' as const, content: '[[sim: tokens=5]] Whoever you are' }];
      expect((await stage.ask({ model: 'auto', messages })).completion.model).toBe(leadsTo[0]);
      const other = await anthropic(claude, form);
      expect((await other.ask({ model: 'auto', messages })).message.model).toBe(leadsTo[0]);
    });
  });

  describe.each(forms)('an Anthropic-compatible endpoint, %s', (form) => {
    const question = `[[sim: tokens=15]] The house, ${form}`;

    it('answers the Anthropic SDK in its own dialect, at its own price', async () => {
      await playScenario(await anthropic(houseFamily, form), {
        title: '',
        async play(stage: AnthropicStage) {
          const { message, usage } = await stage.ask(question);
          expect(message).toMatchObject({ model: houseFamily.model, stop_reason: 'end_turn' });
          expect(usage.cost).toBeCloseTo(creditsOf(usage.input_tokens, 15, houseFamily), 6);
          expect((await lastReceivedCall(stage))?.path).toBe('/anthropic/v1/messages');
        },
      });
    });

    it('answers the openai SDK', async () => {
      await playScenario(await openAi(houseFamily, form), {
        title: '',
        async play(stage: OpenAiStage) {
          const { completion, usage } = await stage.ask(question);
          expect(completion.model).toBe(houseFamily.model);
          expect(usage.cost).toBeCloseTo(creditsOf(usage.prompt_tokens, 15, houseFamily), 6);
          expect((await lastReceivedCall(stage))?.path).toBe('/anthropic/v1/messages');
        },
      });
    });
  });

  describe('an Ollama', () => {
    let stage: OpenAiStage;
    const set = (ollama: object[] | null) => askSimulator(stage, 'settings', { ollama });
    const offered = async () => (await stage.client.models.list()).data.filter(({ id }) => id.startsWith('ollama/'));
    beforeAll(async () => {
      stage = await openAi(gpt);
    });
    afterAll(() => set(null));

    it('brings its models by itself, which answer and embed, and takes them away when it goes', async () => {
      expect(await offered()).toEqual([]);
      await set([LLAMA, EMBEDDER]);
      await eventually(async () => expect(await offered()).toHaveLength(2), WAIT);
      const model = 'ollama/llama3.2:3b';
      expect(await stage.client.models.retrieve(model)).toMatchObject({
        ...{ owned_by: 'ollama', context_length: 131_072, pricing: { free: true } },
        supports: { tools: true, images: false, reasoning: false },
      });
      const { completion, usage } = await stage.ask({ model, messages: [{ role: 'user', content: 'Hello' }] });
      expect(completion.choices[0]?.message.content).toBeTruthy();
      expect(usage.cost).toBe(0);
      const vectors = await stage.client.embeddings.create({ model: 'ollama/bge-m3:latest', input: ['one', 'two'] });
      expect(vectors.data).toHaveLength(2);
      await set(null);
      await eventually(async () => expect(await offered()).toEqual([]), WAIT);
      const gone = stage.client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }] });
      await expect(gone).rejects.toThrow(OpenAI.NotFoundError);
      const told = product()
        .readLogs()
        .match(/"provider (is there|is gone)[^"]*"/g);
      expect(told).toEqual([expect.stringContaining('is there'), expect.stringContaining('is gone')]);
    }, 150_000);
  });
}
