import type { RunEvent } from '@smart-ai-hub/contracts';
import type { Emit } from './output-item.ts';
import { type ResponseOptions, createResponseDraft } from './response-draft.ts';

export type ResponsesStreamOptions = ResponseOptions & {
  /** The sequence number of the last event that the reader has: those up to it are left out. */
  startingAfter?: number | undefined;
};

/**
 * Renders the events of a run as the server-sent events of a streamed response. The same events give the same bytes, whoever
 * renders them and whenever. Unless it is in the background nothing is said before the first content, so that an earlier failure can
 * still be an HTTP error; a later one is `response.failed`.
 */
export function createResponsesStream({ startingAfter = -1, ...options }: ResponsesStreamOptions) {
  let pending = '';
  let sequence = 0;
  const emit: Emit = (type, members) => {
    if (sequence > startingAfter) {
      pending += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...members })}\n\n`;
    }
    sequence += 1;
  };
  const draft = createResponseDraft(options, emit);
  const take = (): string => {
    const text = pending;
    pending = '';
    return text;
  };
  return {
    /** What is said before the run has any event. */
    announce(): string {
      draft.announce();
      return take();
    },
    onEvent(event: RunEvent): string {
      draft.onEvent(event);
      return take();
    },
  };
}
