import type { Usage } from '@smart-ai-hub/contracts';
import { type UsageMeter, createUsageMeter } from '@smart-ai-hub/llm-providers';
import type { AnswerStory } from './answer-story.ts';

/**
 * The meter of the model that is asked now, as its caller is charged: what has to be sent a second time because a worker of ours died is not theirs
 * to pay.
 */
export function openMeter(story: Pick<AnswerStory, 'readRequest' | 'broken'>): UsageMeter {
  const meter = createUsageMeter(story.readRequest);
  if (story.broken() !== 'run_interrupted') return meter;
  return {
    ...meter,
    current: () => withoutInput(meter.current()),
    final: () => withoutInput(meter.final()),
  };
}

function withoutInput({ imageTokens: _sentAgain, ...usage }: Usage): Usage {
  return { ...usage, inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };
}
