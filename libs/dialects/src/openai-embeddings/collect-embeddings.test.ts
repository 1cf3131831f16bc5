import { type RunEvent, noUsage } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import OpenAI from 'openai';
import { failed, started } from '../fixtures/run-events.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';
import { createEmbeddingsCollector } from './collect-embeddings.ts';
import type { EmbeddingEncoding } from './parse-embeddings.ts';
import { encodeVector } from './vectors.ts';

const end: RunEvent = {
  ...{ type: 'done', stopReason: 'end_turn', costMicros: '1234567' },
  usage: { ...noUsage, inputTokens: 12 },
};

function collect(events: RunEvent[], encoding: EmbeddingEncoding, dimensions?: number) {
  const collector = createEmbeddingsCollector({ model: 'm', encoding, dimensions });
  events.forEach(collector.onEvent);
  return { text: () => [...collector.result()].join(''), warnings: collector.warnings };
}

const embeddings = (vectors: number[][]): RunEvent[] => [
  started,
  ...vectors.map((numbers, index): RunEvent => ({ type: 'embedding', index, vector: encodeVector(numbers) })),
  end,
];

/** What the official SDK makes of an answer; it asks for base64 and decodes it itself unless told otherwise. */
const viaSdk = (events: RunEvent[], encoding: EmbeddingEncoding) =>
  withServedAnswer({ body: collect(events, encoding).text(), contentType: 'application/json' }, (baseURL) =>
    new OpenAI({ apiKey: 'sah_live_x', baseURL, maxRetries: 0, logLevel: 'off' }).embeddings.create({
      ...{ model: 'm', input: ['a', 'b'] },
      ...(encoding === 'float' && { encoding_format: 'float' as const }),
    }),
  );

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('embeddings for the official openai SDK', () => {
  it('are the same numbers in base64 and as floats: what the model said, as 32-bit floats', async () => {
    const vectors = fc.array(fc.array(float32, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(vectors, async (numbers) => {
        const events = embeddings(numbers);
        const [base64, floats] = [await viaSdk(events, 'base64'), await viaSdk(events, 'float')];
        // JSON has no negative zero; everything else is the very same number.
        const positive = (values: number[]) => values.map((value) => (value === 0 ? 0 : value));
        expect(base64.data.map(({ embedding }) => positive(embedding))).toEqual(numbers.map(positive));
        expect(floats.data.map(({ embedding }) => positive(embedding))).toEqual(numbers.map(positive));
      }),
      { numRuns: 40 },
    );
  });

  it('name the model that answered, their places, the usage and its cost in credits', async () => {
    const answer = await viaSdk(embeddings([[1], [2]]), 'base64');
    expect(answer).toMatchObject({ object: 'list', model: 'model-that-answers' });
    expect(answer.data.map(({ index, object }) => [index, object])).toEqual([
      [0, 'embedding'],
      [1, 'embedding'],
    ]);
    expect(answer.usage).toEqual({ prompt_tokens: 12, total_tokens: 12, cost: 1.234567 });
  });

  it('come with a warning where the model has its own number of dimensions', () => {
    expect(collect(embeddings([[1, 2, 3]]), 'float', 2).warnings()).toEqual([
      'dimensions: not honoured by this model, whose vectors have 3 numbers',
    ]);
    expect(collect(embeddings([[1, 2]]), 'float', 2).warnings()).toEqual([]);
    expect(collect(embeddings([[1, 2]]), 'float').warnings()).toEqual([]);
  });

  it('are never shown where the run failed or has no end', () => {
    expect(() => collect([started, failed()], 'float').text()).toThrow(/provider_unavailable/);
    expect(() => collect(embeddings([[1]]).slice(0, -1), 'float').text()).toThrow(/run_interrupted/);
  });
});
