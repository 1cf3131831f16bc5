import { AppError, type RunEvent, type RunFrame, type TerminalRunEvent, isTerminal } from '@smart-ai-hub/contracts';

/** Reads a run to its end, handing each event on; answers the terminal event. */
export async function collectRun(
  frames: AsyncIterable<RunFrame>,
  onEvent: (event: RunEvent) => void,
): Promise<TerminalRunEvent> {
  for await (const frame of frames) {
    for (const event of frame.events) {
      onEvent(event);
      if (isTerminal(event)) return event;
    }
  }
  throw new AppError('run_interrupted', { detail: 'The answer ended without its last part.' });
}
