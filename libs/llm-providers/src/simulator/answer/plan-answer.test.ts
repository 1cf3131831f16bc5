import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SimulatedCall } from '../simulated-call.ts';
import { planAnswer } from './plan-answer.ts';
import { sampleArguments } from './sample-arguments.ts';
import { countSimulatorTokens, splitTokens } from './tokens.ts';

const call = (overrides: Partial<SimulatedCall> = {}): SimulatedCall => ({
  model: 'm',
  isStream: true,
  includesUsage: true,
  question: 'q',
  toolResult: undefined,
  directiveText: 'q',
  tools: [],
  toolChoice: { kind: 'auto' },
  allowsParallelTools: true,
  maxTokens: undefined,
  stopSequences: [],
  wantsReasoning: false,
  input: { uncached: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  ...overrides,
});
const tool = { name: 'get_weather', schema: { type: 'object', properties: { city: { type: 'string' } } } };

describe('the simulator’s tokens', () => {
  it('joined give the text again, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(splitTokens(text).join('')).toBe(text);
        expect(countSimulatorTokens(text)).toBe(splitTokens(text).length);
      }),
    );
  });
});

describe('a planned answer', () => {
  it('is exactly as long as wished, never longer than allowed, and counts what it says', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(40), fc.integer({ min: 1, max: 300 }), (tokens, reasoningTokens, maxTokens) => {
        const answer = planAnswer(call({ maxTokens }), 'What is a ledger?', { tokens, reasoningTokens });
        expect(answer.outputTokens).toBe(answer.reasoning.length + answer.text.length);
        expect(answer.outputTokens).toBe(Math.min(maxTokens, tokens + reasoningTokens));
        expect(answer.stop).toBe(tokens + reasoningTokens > maxTokens ? 'length' : 'end');
      }),
    );
  });

  it('stops before a stop sequence and names it', () => {
    const answer = planAnswer(call({ stopSequences: ['never there', 'simulator'] }), 'hi', {});
    expect(answer).toMatchObject({ stop: 'stop_sequence', stopSequence: 'simulator' });
    expect(answer.text.join('')).not.toContain('simulator');
  });

  it.each([
    ['the question names it', call({ tools: [tool] }), 'try get_weather please', 1],
    ['the question says so', call({ tools: [tool] }), 'use the tool', 1],
    ['the caller insists', call({ tools: [tool], toolChoice: { kind: 'required' } }), 'hi', 1],
    ['the caller names it', call({ tools: [tool], toolChoice: { kind: 'tool', name: 'get_weather' } }), 'hi', 1],
    ['nobody asks', call({ tools: [tool] }), 'hi', 0],
    ['it is forbidden', call({ tools: [tool], toolChoice: { kind: 'none' } }), 'use the tool', 0],
    ['a result is there', call({ tools: [tool], toolResult: 'sunny' }), 'use the tool', 0],
  ])('calls a tool or not: %s', (_name, given, question, count) => {
    const answer = planAnswer(given, question, {});
    expect(answer.toolCalls).toHaveLength(count);
    expect(answer.stop).toBe(count === 0 ? 'end' : 'tool_use');
  });

  it('calls one tool at a time when parallel calls are off', () => {
    expect(
      planAnswer(call({ tools: [tool], allowsParallelTools: false }), 'hi', { toolCalls: 3 }).toolCalls,
    ).toHaveLength(1);
    expect(planAnswer(call({ tools: [tool] }), 'hi', { toolCalls: 3 }).toolCalls).toHaveLength(3);
  });
});

describe('arguments made from a schema', () => {
  it('keep to types, enums, bounds and requirements', () => {
    const schema = {
      type: 'object',
      required: ['city', 'unit', 'days', 'tags', 'nested', 'flag', 'maybe', 'either'],
      properties: {
        city: { type: 'string' },
        unit: { enum: ['celsius', 'fahrenheit'] },
        days: { type: 'integer', minimum: 3 },
        tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
        nested: { type: 'object', properties: { a: { type: 'number' } } },
        flag: { type: 'boolean' },
        maybe: { type: ['null', 'number'] },
        either: { anyOf: [{ const: 7 }] },
        optional: { type: 'string' },
      },
    };
    expect(sampleArguments(schema, 'What is the weather in Paris?')).toEqual({
      city: 'Paris',
      unit: 'celsius',
      days: 3,
      tags: ['Par'],
      nested: { a: 1 },
      flag: true,
      maybe: 1,
      either: 7,
    });
  });
});
