import type { RunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
import { type ResponseOptions, createResponseDraft } from './response-draft.ts';

/** Gathers the events of a run into one response; `result` throws the run's error when it failed, `current` shows it as it stands. */
export function createResponsesCollector(options: ResponseOptions) {
  const draft = createResponseDraft(options, () => undefined);
  return {
    onEvent: (event: RunEvent): void => draft.onEvent(event),
    current: () => draft.toResponse(),
    isEnded: () => draft.terminal() !== undefined,
    result() {
      const terminal = draft.terminal();
      if (!terminal) throw unfinishedRunError();
      if (terminal.type === 'failed') throw failedRunError(terminal);
      return draft.toResponse();
    },
  };
}
