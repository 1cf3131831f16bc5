import { type WriteStep, frame, write } from '../steps.ts';
import type { Json } from '../read-body-fields.ts';

/** Writes the events of one stream, numbered. */
export type EventWriter = {
  steps: WriteStep[];
  /** An event around the content. */
  frame(type: string, members: Json): void;
  /** An event that carries so many tokens of the answer. */
  say(type: string, members: Json, tokens?: number): void;
};

export function createEventWriter(): EventWriter {
  const steps: WriteStep[] = [];
  let sequence = 0;
  const render = (type: string, members: Json): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...members })}\n\n`;
  return {
    steps,
    frame: (type, members) => void steps.push(frame(render(type, members))),
    say: (type, members, tokens = 1) => void steps.push(write(render(type, members), tokens)),
  };
}
