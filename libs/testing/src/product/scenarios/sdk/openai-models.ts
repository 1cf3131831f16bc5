import { expect } from '@jest/globals';
import OpenAI from 'openai';
import { type OpenAiStage, refusal } from './openai-stage.ts';
import type { Scenario } from './stage.ts';

const EMBEDDING_MODEL = 'simulator-embedding';
/** Of so many tokens that they cost more than a millionth of a credit. */
const LONG = 'one '.repeat(500);

/** Models, one by one and listed, and vectors. */
export const openAiModels: Scenario<OpenAiStage>[] = [
  {
    title: 'the models are listed, each once, and each is found by its name',
    forms: ['plain'],
    async play(stage) {
      const listed: OpenAI.Model[] = [];
      for await (const model of await stage.client.models.list()) listed.push(model);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      const found = await stage.client.models.retrieve(stage.model);
      expect(found).toMatchObject({ id: stage.model, object: 'model', created: expect.any(Number) });
      expect(listed.find(({ id }) => id === stage.model)).toEqual(JSON.parse(JSON.stringify(found)));
    },
  },
  {
    title: '23: a model that is not there is a NotFoundError, also where it is only looked up',
    forms: ['plain'],
    async play(stage) {
      const error = await refusal(stage.client.models.retrieve(`${stage.model}-of-tomorrow`));
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ code: 'model_not_found' });
    },
  },
  {
    title: 'vectors are the same in base64, which the SDK asks for by itself, and as floats, and are charged alike',
    families: ['GPT'],
    forms: ['plain'],
    async play(stage) {
      const ask = async (more: Partial<OpenAI.EmbeddingCreateParams>) => {
        const { data, usage } = await stage.client.embeddings.create({
          model: EMBEDDING_MODEL,
          input: [LONG, 'two'],
          dimensions: 8,
          ...more,
        });
        stage.costs.push((usage as unknown as { cost: number }).cost);
        return { vectors: data.map(({ embedding }) => [...embedding]), tokens: usage.prompt_tokens };
      };
      const [implicit, floats] = [await ask({}), await ask({ encoding_format: 'float' })];
      expect(implicit.vectors.map(({ length }) => length)).toEqual([8, 8]);
      expect(implicit.vectors[0]).not.toEqual(implicit.vectors[1]);
      const rounded = floats.vectors.map((vector) => vector.map(Math.fround));
      expect(implicit.vectors).toEqual(rounded);
      expect(floats.tokens).toBe(implicit.tokens);
      expect(stage.costs[0]).toBeGreaterThan(0);
      expect(stage.costs[1]).toBe(stage.costs[0]);
    },
  },
  {
    title: 'a model of chats makes no vectors, and says so by its name',
    forms: ['plain'],
    async play(stage) {
      const error = await refusal(stage.client.embeddings.create({ model: stage.model, input: 'one' }));
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ param: 'model', message: expect.stringContaining(stage.model) });
    },
  },
];
