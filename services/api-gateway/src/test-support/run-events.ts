import { type RunEvent, type StopReason, type Usage, noUsage } from '@smart-ai-hub/contracts';

/** A usage in which every class has a number of its own, so that a swapped one is seen. */
export const sampleUsage: Usage = {
  ...noUsage,
  inputTokens: 100,
  cacheReadTokens: 2000,
  cacheWrite5mTokens: 30,
  cacheWrite1hTokens: 4,
  outputTokens: 57,
  reasoningTokens: 21,
};

export const started: RunEvent = { type: 'started', model: 'model-that-answers', provider: 'simulator' };
export const text = (value: string): RunEvent => ({ type: 'text', text: value });
export const reasoning = (value: string, signature?: string): RunEvent => ({
  type: 'reasoning',
  text: value,
  ...(signature !== undefined && { signature }),
});
export const toolCall = (toolIndex: number, id: string, name: string): RunEvent => ({
  type: 'tool_call',
  toolIndex,
  id,
  name,
});
export const toolArguments = (toolIndex: number, fragment: string): RunEvent => ({
  type: 'tool_arguments',
  toolIndex,
  fragment,
});
export const done = (stopReason: StopReason = 'end_turn', stopSequence?: string): RunEvent => ({
  type: 'done',
  stopReason,
  ...(stopSequence !== undefined && { stopSequence }),
  usage: sampleUsage,
  costMicros: '1234567',
});
export const failed = (code: Extract<RunEvent, { type: 'failed' }>['code'] = 'provider_unavailable'): RunEvent => ({
  type: 'failed',
  code,
  detail: 'The provider went away in the middle of the answer.',
  retryAfterSeconds: 7,
  usage: sampleUsage,
  costMicros: '1234567',
});

/** Reasoning, text and two tool calls: an answer with everything in it. */
export const richAnswer: RunEvent[] = [
  started,
  reasoning('Let me '),
  reasoning('think.'),
  reasoning('', 'c2lnbmF0dXJl'),
  text('I will look '),
  text('that up: Grüße 🎉\n\ndata: [DONE]'),
  toolCall(0, 'call_a', 'get_weather'),
  toolArguments(0, '{"city":'),
  toolArguments(0, '"Bern"}'),
  toolCall(1, 'call_b', 'get_time'),
  toolArguments(1, '{"zone":"CET"}'),
  done('tool_use'),
];
