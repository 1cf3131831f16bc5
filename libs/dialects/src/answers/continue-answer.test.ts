import { chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callOf } from '../model-call.ts';
import { continueCall, isContinuable, joinAnswer } from './continue-answer.ts';

const request = chatRequestSchema.parse({
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Tell me of the sea.' }] }],
  maxOutputTokens: 100,
  reasoning: { effort: 'high' },
});

describe('the seam of an answer that two models wrote', () => {
  it.each([
    ['words that go on', 'The sea is', ' wide and', ' wide and'],
    ['a word that goes on', 'The sea is wi', 'de and', 'de and'],
    ['white space on both sides', 'The sea is ', ' wide', 'wide'],
    ['a new line on both sides', 'The sea:\n', '\n- wide', '- wide'],
    ['the last words once more', 'The sea is wide and blue', 'is wide and blue, and cold', ', and cold'],
    ['all of it once more', 'The sea is wide', 'The sea is wide and blue', ' and blue'],
    ['the last words once more, on a line of their own', 'The sea is wide and', '\nThe sea is wide and blue', ' blue'],
    ['letters in common by chance', 'The sea is blue', 'ue skies', 'ue skies'],
    ['nothing', 'The sea', '', ''],
  ])('%s: neither gap nor repetition', (_what, said, beginning, joined) => {
    expect(joinAnswer(said, beginning)).toBe(joined);
  });

  it('loses nothing of a continuation that repeats the end, wherever it was cut', () => {
    const texts = fc.tuple(fc.string({ minLength: 30, maxLength: 80 }), fc.nat(), fc.integer({ min: 12, max: 25 }));
    fc.assert(
      fc.property(texts, ([whole, place, repeated]) => {
        const cut = 26 + (place % Math.max(1, whole.length - 26));
        const [said, rest] = [whole.slice(0, cut), whole.slice(cut)];
        const beginning = said.slice(-repeated) + rest;
        fc.pre(beginning.trimStart() === beginning && joinAnswer(said, beginning).length <= rest.length);
        // A longer repetition than was made can only be there when the text itself repeats.
        fc.pre(!said.slice(0, -1).includes(said.slice(-12)));
        expect(joinAnswer(said, beginning)).toBe(rest);
      }),
    );
  });
});

describe('the call for the rest of an answer', () => {
  it('has the answer so far as the beginning of the model’s own, without white space at its end, where it takes that', () => {
    const { request: rest } = continueCall(callOf(request), 'The sea is ', 'prefill', 30).parsed();
    expect(rest.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'The sea is' }] });
    expect(rest).toMatchObject({ maxOutputTokens: 70 });
    expect(rest.reasoning).toBeUndefined();
  });

  it('says in words to go on where a model would take that for a turn of the past', () => {
    const { request: rest } = continueCall(callOf(request), 'The sea is ', 'instruction', 200).parsed();
    expect(rest.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(rest.messages[1]).toMatchObject({ content: [{ text: 'The sea is ' }] });
    expect(rest.maxOutputTokens).toBe(1);
  });

  it('is not made for an answer that has to be of one piece', () => {
    expect(isContinuable(callOf(request))).toBe(true);
    expect(isContinuable(callOf({ ...request, responseFormat: { kind: 'json_object' } }))).toBe(false);
  });
});
