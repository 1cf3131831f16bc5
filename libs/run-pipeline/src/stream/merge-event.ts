import type { RunEvent } from '@smart-ai-hub/contracts';

/**
 * Adds an event to a frame; a text, reasoning or argument fragment that continues the one before is joined to it,
 * since a frame with one long text costs every reader less than a frame with fifty short ones.
 */
export function mergeEvent(events: RunEvent[], next: RunEvent): void {
  const last = events.at(-1);
  if (last?.type === 'text' && next.type === 'text') {
    events[events.length - 1] = { type: 'text', text: last.text + next.text };
  } else if (last?.type === 'reasoning' && next.type === 'reasoning' && last.signature === undefined) {
    events[events.length - 1] = { ...next, text: last.text + next.text };
  } else if (last?.type === 'tool_arguments' && next.type === 'tool_arguments' && last.toolIndex === next.toolIndex) {
    events[events.length - 1] = { ...last, fragment: last.fragment + next.fragment };
  } else {
    events.push(next);
  }
}
