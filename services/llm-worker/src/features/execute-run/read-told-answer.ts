import type { RunEvent } from '@smart-ai-hub/contracts';
import type { OpenedStream } from '@smart-ai-hub/run-pipeline';
import type { AnswerPart, ToldAnswer } from './answer-story.ts';
import { type ClaimedRun, answeringCandidate } from './claimed-run.ts';

/** Who has written what of a run's answer, as its stream tells; nobody while there is no content. */
export function partsOf(candidates: ClaimedRun['candidates'], stream: OpenedStream): AnswerPart[] {
  if (!stream.hasContent) return [];
  const told = [...stream.earlier, { model: stream.model, usage: stream.usage }];
  return told.map(({ model, usage }) => ({ candidate: answeringCandidate(candidates, model), usage }));
}

/** The answer up to the death of its worker, for a model to go on with. */
export function toldAnswerOf(parts: AnswerPart[], events: readonly RunEvent[]): ToldAnswer {
  const said = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { parts, said, hasOnlyText: events.every(isPlain) };
}

function isPlain(event: RunEvent): boolean {
  return event.type === 'wire' ? !event.isContent : PLAIN.has(event.type);
}

const PLAIN = new Set<RunEvent['type']>(['started', 'continued', 'text', 'reasoning']);
