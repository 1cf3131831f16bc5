import type { RunEvent } from '@smart-ai-hub/contracts';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { directions, runEventsOf, streamTo, wholeTo } from '../fixtures/directions.ts';
import { hear } from '../fixtures/hear-answer.ts';
import { recordAnswer, stopWords } from '../fixtures/record-answer.ts';
import { done, reasoning, started, text, toolArguments, toolCall } from '../fixtures/run-events.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';

const words = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const input = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
type Said<Kind extends string> = { kind: Kind; pieces: string[] };
type Part = Said<'text'> | Said<'thought'> | Said<'signed'> | { kind: 'calls'; inputs: object[]; cuts: number[] };

const parts: fc.Arbitrary<Part[]> = fc.array(
  fc.oneof(
    ...(['text', 'thought', 'signed'] as const).map((kind) =>
      fc.array(words, { minLength: 1, maxLength: 3 }).map((pieces): Part => ({ kind, pieces })),
    ),
    fc.record({
      kind: fc.constant('calls' as const),
      inputs: fc.array(input, { minLength: 1, maxLength: 3 }),
      cuts: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
    }),
  ),
  { maxLength: 5 },
);

/** An answer of these parts; the arguments of parallel calls come mixed, as OpenAI's may. */
function eventsOf(answer: Part[]): RunEvent[] {
  let tools = 0;
  const told = answer.flatMap((part): RunEvent[] => {
    if (part.kind === 'text') return part.pieces.map(text);
    if (part.kind === 'thought') return part.pieces.map((piece) => reasoning(piece));
    if (part.kind === 'signed') return [...part.pieces.map((piece) => reasoning(piece)), reasoning('', 'c2ln')];
    const first = tools;
    tools += part.inputs.length;
    const calls = part.inputs.map((_, at) => toolCall(first + at, `call_${first + at}`, 'f'));
    return [...calls, ...mixedArguments(part.inputs, part.cuts, first)];
  });
  return [started, ...told, done(tools > 0 ? 'tool_use' : 'end_turn')];
}

function mixedArguments(inputs: object[], cuts: number[], first: number): RunEvent[] {
  const rests = inputs.map((value) => JSON.stringify(value));
  const events: RunEvent[] = [];
  for (let turn = 0; rests.some((rest) => rest !== ''); turn += 1) {
    const at = turn % rests.length;
    const size = 1 + (cuts[turn % cuts.length] ?? 0);
    events.push(toolArguments(first + at, (rests[at] ?? '').slice(0, size)));
    rests[at] = (rests[at] ?? '').slice(size);
  }
  return events;
}

describe('an answer in both its forms', () => {
  it.each(['openai-chat', 'anthropic-messages'] as const)(
    '1, 3, 4, 9, 13: is the same through the SDK of %s',
    async (caller) => {
      await fc.assert(
        fc.asyncProperty(parts, async (answer) => {
          const events = eventsOf(answer);
          expect(await hear(caller, 'streamed', events)).toEqual(await hear(caller, 'plain', events));
        }),
        { numRuns: 40 },
      );
    },
  );

  it('2, 3: has the same blocks in the same order for Anthropic’s callers', async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (answer) => {
        const events = eventsOf(answer);
        const message = await withServedAnswer({ body: streamTo('anthropic-messages', events) }, (baseURL) =>
          new Anthropic({ apiKey: 'k', baseURL, maxRetries: 0 }).messages
            .stream({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] })
            .finalMessage(),
        );
        const { content } = wholeTo('anthropic-messages', events) as { content: unknown };
        expect(JSON.parse(JSON.stringify(message.content))).toEqual(content);
      }),
      { numRuns: 40 },
    );
  });

  it.each(directions)('8: comes out the same from $provider to $caller however its bytes were split', (direction) => {
    const { provider } = direction;
    const recorded = recordAnswer(provider, {
      parts: [
        { reasoning: ['日本 ', '🎉'], signature: 'c2ln' },
        { text: ['Grüße\n', '\r\n\u2028 {"a":'] },
        { call: { id: 'a', name: 'f' }, arguments: ['{"x":"ü', '"}'] },
      ],
      stop: stopWords[provider].tools,
    });
    const bytes = new TextEncoder().encode(recorded);
    const whole = runEventsOf(direction, recorded);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 30 }), (places) => {
        const decoder = new TextDecoder();
        const ends = [...places.toSorted((one, other) => one - other), bytes.length];
        const pieces = ends.map((end, at) => decoder.decode(bytes.subarray(ends[at - 1] ?? 0, end), { stream: true }));
        expect(runEventsOf(direction, pieces)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});
