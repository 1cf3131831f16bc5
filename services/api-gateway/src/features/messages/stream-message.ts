import type { RunEvent } from '@smart-ai-hub/contracts';

export type MessageStreamOptions = { id: string; model: string; inputTokens?: number };

export function createMessageStream(_options: MessageStreamOptions): { onEvent(event: RunEvent): string } {
  return { onEvent: () => '' };
}
