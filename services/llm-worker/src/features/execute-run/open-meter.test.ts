import { type ErrorCode, chatRequestSchema } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { openMeter } from './open-meter.ts';

const request = chatRequestSchema.parse({
  model: 'simulator-gpt',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Tell me more.' }] }],
});
const reported = {
  ...{ inputTokens: 812, imageTokens: 3, cacheReadTokens: 40, cacheWrite5mTokens: 5, cacheWrite1hTokens: 6 },
  ...{ outputTokens: 24, reasoningTokens: 7, estimated: false },
};

function meterAfter(reason: ErrorCode | undefined) {
  const meter = openMeter({ readRequest: () => request, broken: () => reason });
  meter.observe({ type: 'text', text: 'Once upon a time' });
  return meter;
}

describe('the usage of a model that is asked', () => {
  it.each([undefined, 'provider_unavailable', 'provider_timeout'] as const)(
    'has its input where the model before ended with %s',
    (reason) => {
      const meter = meterAfter(reason);
      expect(meter.current().inputTokens).toBeGreaterThan(0);
      meter.observe({ type: 'usage', usage: reported });
      expect(meter.final()).toEqual(reported);
    },
  );

  it('has no input where a worker of the hub died, counted or reported', () => {
    const meter = meterAfter('run_interrupted');
    expect(meter.current()).toMatchObject({ inputTokens: 0, estimated: true });
    expect(meter.current().outputTokens).toBeGreaterThan(0);
    meter.observe({ type: 'usage', usage: reported });
    const { imageTokens: _sentAgain, ...rest } = reported;
    const nothingRead = { inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };
    expect(meter.final()).toEqual({ ...rest, ...nothingRead });
    expect(meter.isReported()).toBe(true);
  });
});
