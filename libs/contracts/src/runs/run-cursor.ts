/**
 * A place in the events of a run: the frame of its stream, and the event in it. It travels as text, `7.2`: `Last-Event-ID` of
 * server-sent events and `after` of a subscription are the same.
 */
export type RunCursor = { sequence: number; index: number };

/** Before the first event. */
export const RUN_START: RunCursor = { sequence: 0, index: -1 };

export const runCursorPattern = /^(\d{1,15})\.(\d{1,9})$/;

/** Undefined for a text that names no place. */
export function parseRunCursor(text: string): RunCursor | undefined {
  const match = runCursorPattern.exec(text);
  return match ? { sequence: Number(match[1]), index: Number(match[2]) } : undefined;
}

export function formatRunCursor({ sequence, index }: RunCursor): string {
  return `${sequence}.${index}`;
}
