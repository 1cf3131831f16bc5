import { describe, expect, it } from '@jest/globals';
import { readEmbeddings } from './read-embeddings.ts';
import { decodeVector, encodeVector } from './vectors.ts';

const vector = encodeVector([0.5, -1, 2]);

describe('a provider’s embeddings', () => {
  it('come in the order of the inputs, whatever the order they were sent in and whatever form the numbers have', () => {
    const data = [
      { index: 1, embedding: [0.25, 4] },
      { index: 0, embedding: vector },
    ];
    const events = readEmbeddings({ data, usage: { prompt_tokens: 7 } }, 2);
    expect(events).toMatchObject([
      { type: 'usage', usage: { inputTokens: 7, outputTokens: 0, estimated: false } },
      { type: 'embedding', index: 0, vector },
      { type: 'embedding', index: 1 },
    ]);
    expect(events.flatMap((event) => (event.type === 'embedding' ? [decodeVector(event.vector)] : []))).toEqual([
      [0.5, -1, 2],
      [0.25, 4],
    ]);
  });

  it('may come without indexes and without usage', () => {
    const events = readEmbeddings({ data: [{ embedding: [1] }, { embedding: [2] }] }, 2);
    expect(events.map((event) => event.type === 'embedding' && event.index)).toEqual([0, 1]);
  });

  it.each([
    ['is no object', 'text'],
    ['has no data', {}],
    ['has a vector too few', { data: [{ embedding: [1] }] }],
    ['has a vector too many', { data: [{ embedding: [1] }, { embedding: [1] }, { embedding: [1] }] }],
    [
      'has one vector twice',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
    ],
    ['has an empty vector', { data: [{ embedding: [1] }, { embedding: [] }] }],
    ['has text where numbers belong', { data: [{ embedding: [1] }, { embedding: ['1'] }] }],
    ['has base64 of no whole numbers', { data: [{ embedding: [1] }, { embedding: 'AAAAAAA=' }] }],
    ['has something other than base64', { data: [{ embedding: [1] }, { embedding: '!!!!' }] }],
  ])('are refused as unusable where the answer %s', (_name, answer) => {
    expect(() => readEmbeddings(answer, 2)).toThrow(/provider_bad_response/);
  });
});
