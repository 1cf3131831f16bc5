import { AppError, type ChatRequest, type ModelCard, chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leastTokens } from './least-tokens.ts';
import { fittingCards } from './refuse-unfit.ts';

const price = { inputMicros: 1, cacheReadMicros: 1, cacheWrite5mMicros: 1, cacheWrite1hMicros: 1, outputMicros: 1 };
const card = (kind: ModelCard['kind'], contextTokens: number): ModelCard => ({
  ...{ id: 'm', provider: 'p', displayName: 'M', kind, simulated: false, contextTokens, price },
  ...{ maxOutputTokens: 10, typicalOutputTokens: 10, dialects: [] },
  capabilities: { tools: true, images: true, reasoning: true },
});
const chat = (text: string): ChatRequest =>
  chatRequestSchema.parse({ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text }] }] });

function refusalOf(request: Parameters<typeof fittingCards>[0], model: ModelCard): AppError | undefined {
  try {
    fittingCards(request, [model]);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

describe('a call that its model cannot do', () => {
  it('22: is context_overflow in Anthropic’s words where the prompt cannot fit for certain, and is not retried', () => {
    const error = refusalOf(chat('word '.repeat(1_001)), card('chat', 1_000));
    expect(error).toMatchObject({ code: 'context_overflow', retryable: false, errors: [{ path: 'messages' }] });
    expect(error?.detail).toMatch(/^prompt is too long: 1001 tokens > 1000 maximum/);
  });

  it('22: goes to its provider where it might fit', () => {
    expect(refusalOf(chat('word '.repeat(1_000)), card('chat', 1_000))).toBeUndefined();
    expect(refusalOf(chat('='.repeat(1_000_000)), card('chat', 1_000))).toBeUndefined();
  });

  it('22: names the one text that is too long for a model of embeddings', () => {
    const inputs = ['short', 'word '.repeat(101), [1, 2, 3]];
    expect(refusalOf({ model: 'm', inputs }, card('embedding', 100))).toMatchObject({
      code: 'context_overflow',
      errors: [{ path: 'input[1]' }],
    });
    const tokens = { model: 'm', inputs: [Array<number>(101).fill(1)] };
    expect(refusalOf(tokens, card('embedding', 100))?.detail).toMatch(/101 tokens > 100 maximum/);
  });

  it('goes to those of its models that can, in their order', () => {
    const [small, large, larger] = [card('chat', 1_000), card('chat', 9_000), card('chat', 9_001)];
    expect(fittingCards(chat('word '.repeat(1_001)), [small, large, larger])).toEqual([large, larger]);
    expect(() => fittingCards(chat('word '.repeat(1_001)), [small])).toThrow(/context_overflow: .*1001 tokens > 1000/);
  });

  it('is refused where all texts of a call of embeddings have more than 300,000 tokens', () => {
    const inputs = Array.from({ length: 61 }, () => 'word '.repeat(5_000));
    expect(refusalOf({ model: 'm', inputs }, card('embedding', 8_192))).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'input' }],
    });
    expect(refusalOf({ model: 'm', inputs: inputs.slice(1) }, card('embedding', 8_192))).toBeUndefined();
  });
});

describe('the least tokens of a text', () => {
  it.each([
    ['', 0],
    ['   \n\n', 0],
    ["don't stop", 2],
    ['a.b(c)', 3],
    ['x'.repeat(128), 2],
    ['日本語', 1],
  ])('%j: %i', (text, tokens) => {
    expect(leastTokens(text)).toBe(tokens);
  });

  it('grow with the text, and are never more than its words and letters', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const joined = leastTokens(`${one} ${other}`);
        expect(joined).toBe(leastTokens(one) + leastTokens(other));
        expect(joined).toBeLessThanOrEqual(one.length + other.length);
      }),
    );
  });
});
