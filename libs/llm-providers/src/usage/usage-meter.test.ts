import { type Usage, noUsage } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chatRequest } from '@smart-ai-hub/dialects/fixtures/chat-requests';
import { countTokens } from './count-tokens.ts';
import { createUsageMeter } from './usage-meter.ts';

const request = chatRequest({ text: 'How many tokens are in this question?' });
const told = (usage: Partial<Usage>): { type: 'usage'; usage: Usage } => ({
  type: 'usage',
  usage: { ...noUsage, inputTokens: 10, ...usage },
});
const text = (words: string) => ({ type: 'text' as const, text: words });

describe('the usage meter', () => {
  it('12: counts by itself, and says so, while the provider has told nothing', () => {
    const meter = createUsageMeter(() => request);
    meter.observe(text('The answer is forty-two.'));
    const usage = meter.current();
    expect(usage).toMatchObject({ estimated: true, outputTokens: countTokens('The answer is forty-two.') });
    expect(usage.inputTokens).toBeGreaterThan(5);
    expect(meter.isReported()).toBe(false);
  });

  it('replaces its own count by the provider’s', () => {
    const meter = createUsageMeter(() => request);
    meter.observe(text('The answer is forty-two.'));
    meter.observe(told({ outputTokens: 99 }));
    meter.observe({ type: 'finish', stopReason: 'end_turn' });
    expect(meter.final()).toEqual({ ...noUsage, inputTokens: 10, outputTokens: 99 });
  });

  it('bills a cut call for what came after the last report: the provider’s input, our count of the output', () => {
    const meter = createUsageMeter(() => request);
    meter.observe(told({ outputTokens: 1 }));
    for (let at = 0; at < 40; at += 1) meter.observe(text(' word'));
    expect(meter.current()).toMatchObject({ inputTokens: 10, outputTokens: 40, estimated: true });
  });

  it('counts reasoning, tool names and arguments as output', () => {
    const meter = createUsageMeter(() => request);
    meter.observe({ type: 'reasoning', text: 'let me think' });
    meter.observe({ type: 'tool_call', toolIndex: 0, id: 'call_1', name: 'get_weather' });
    meter.observe({ type: 'tool_arguments', toolIndex: 0, fragment: '{"city":"Paris"}' });
    const { outputTokens, reasoningTokens } = meter.current();
    expect(reasoningTokens).toBe(3);
    expect(outputTokens).toBeGreaterThan(8);
  });

  it('does not believe a report of nothing', () => {
    const meter = createUsageMeter(() => request);
    meter.observe(text('some words'));
    meter.observe(told({ inputTokens: 0, outputTokens: 0 }));
    expect(meter.final()).toMatchObject({ estimated: true, outputTokens: 2 });
    expect(meter.final().inputTokens).toBeGreaterThan(0);
  });

  it('believes a report of no output when nothing was said', () => {
    const meter = createUsageMeter(() => request);
    meter.observe(told({ outputTokens: 0 }));
    expect(meter.final()).toMatchObject({ outputTokens: 0, estimated: false });
  });

  it('counts about the same however the text is cut, and never less as it grows', () => {
    const words = fc.array(fc.constantFrom('ledger', ' exact', ' credit', ' and', '. ', 'ing', ' 42', '\n\n'), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(words, (pieces) => {
        const meter = createUsageMeter(() => request);
        let last = 0;
        for (const piece of pieces) {
          meter.observe(text(piece));
          const { outputTokens } = meter.current();
          // A word that is completed may merge into one token.
          expect(outputTokens).toBeGreaterThanOrEqual(last - 2);
          last = outputTokens;
        }
        const whole = countTokens(pieces.join(''));
        expect(Math.abs(last - whole)).toBeLessThanOrEqual(2 + pieces.length * 0.5);
      }),
    );
  });

  it('does not stumble over special tokens, long runs and very long prompts', () => {
    expect(countTokens('<|endoftext|> is text here')).toBeGreaterThan(3);
    const startedAt = performance.now();
    expect(countTokens('a'.repeat(500_000))).toBeGreaterThan(10_000);
    expect(countTokens('word '.repeat(400_000))).toBeGreaterThan(300_000);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
