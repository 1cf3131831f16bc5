import type { RunEvent } from '@smart-ai-hub/contracts';

export function createMessageCollector(_options: { id: string; model: string }): {
  onEvent(event: RunEvent): void;
  result(): object;
} {
  return { onEvent: () => undefined, result: () => ({}) };
}
