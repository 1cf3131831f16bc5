import { priceOf, noUsage } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { type Direction, creditsOf, directions, runEventsOf, samplePrice, streamTo } from '../fixtures/directions.ts';
import { forms, hear } from '../fixtures/hear-answer.ts';
import {
  type AnswerPart,
  type AnswerUsage,
  ordinaryUsage,
  recordAnswer,
  stopWords,
} from '../fixtures/record-answer.ts';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { sendThrough } from '../fixtures/send-request.ts';
import { createAnthropicReader } from '../anthropic-messages/read-stream.ts';
import { createOpenAiReader } from '../openai-chat/read-stream.ts';

const hello: AnswerPart = { text: ['Hello'] };
const readers = { 'openai-chat': createOpenAiReader, 'anthropic-messages': createAnthropicReader };

/** Usage that a provider tells while it still answers. */
function usageSoFar(provider: Direction['provider'], output: number): AnswerPart {
  const raw =
    provider === 'openai-chat'
      ? asEvents({ choices: [], usage: { prompt_tokens: 2130, completion_tokens: output } })
      : asEvents({ type: 'message_delta', delta: {}, usage: { output_tokens: output } });
  return { raw };
}

const priced = ({ uncached, cacheRead, cacheWrite, output, reasoning }: AnswerUsage) =>
  priceOf(
    {
      ...noUsage,
      inputTokens: uncached,
      cacheReadTokens: cacheRead,
      cacheWrite5mTokens: cacheWrite,
      outputTokens: output,
      reasoningTokens: reasoning,
    },
    samplePrice,
  );

describe.each(directions)('from $provider to $caller', (direction: Direction) => {
  const { provider, caller } = direction;
  const stop = stopWords[provider].end;
  const eventsOf = (parts: AnswerPart[]) => runEventsOf(direction, recordAnswer(provider, { parts, stop }));

  describe.each(forms)('%s', (form) => {
    it('9: each token is in one class: uncached, read from a cache, written to it, output, reasoning', async () => {
      expect((await hear(caller, form, eventsOf([hello]))).usage).toEqual(ordinaryUsage);
    });

    it('10: what is told later replaces what was told before, and is never added to it', async () => {
      const parts = [hello, usageSoFar(provider, 10), hello, usageSoFar(provider, 40)];
      expect((await hear(caller, form, eventsOf(parts))).usage.output).toBe(ordinaryUsage.output);
    });

    it('13: the cost is that of the usage, the same in both forms', async () => {
      const { cost, usage } = await hear(caller, form, eventsOf([hello]));
      expect(cost).toBe(creditsOf(String(priced(usage))));
    });
  });

  it('11: the provider is always asked for usage; a caller gets the extra chunk when it was asked for', () => {
    const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] };
    const sent = sendThrough(direction, body).body;
    expect(sent['stream']).toBe(true);
    expect(sent['stream_options']).toEqual(provider === 'openai-chat' ? { include_usage: true } : undefined);
    const chunks = (includeUsage: boolean) =>
      streamTo(caller, eventsOf([hello]), includeUsage).match(/"choices":\[\],"usage":\{/g)?.length ?? 0;
    expect([chunks(true), chunks(false)]).toEqual(caller === 'openai-chat' ? [1, 0] : [0, 0]);
    expect(/"usage"/.test(streamTo(caller, eventsOf([hello]), false))).toBe(caller === 'anthropic-messages');
  });

  it('12: absent usage is not told as zero, so that it is counted by the hub', () => {
    const without = recordAnswer(provider, { parts: [hello], stop })
      .replaceAll(/"usage":\{[^}]*\{[^}]*\}[^}]*\}|"usage":\{[^{}]*\}/g, '"usage":null')
      .replaceAll(/"usage":null,?\}/g, '"usage":null}');
    expect(without).not.toContain('_tokens');
    const { events } = readRecorded(without, readers[provider]);
    expect(events.map(({ type }) => type)).toEqual(['text', 'finish']);
  });
});
