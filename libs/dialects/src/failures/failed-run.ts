import { AppError, type TerminalRunEvent } from '@smart-ai-hub/contracts';

export type FailedRunEvent = Extract<TerminalRunEvent, { type: 'failed' }>;

/** The error that a failed run is to its caller. */
export function failedRunError({ code, detail, retryAfterSeconds }: FailedRunEvent): AppError {
  return new AppError(code, { detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
}

/** For an answer that was asked for before its end came. */
export function unfinishedRunError(): AppError {
  return new AppError('run_interrupted', { detail: 'The answer ended without its last part.' });
}
