import type { ChatRequest, WireCall } from '@smart-ai-hub/contracts';

/**
 * Whether the model is to go on with an answer that its caller began ("prefill"). In Anthropic's own words it is one only where the very last
 * block is something said: a turn that paused for a tool of the provider's is sent back as it came, and every model goes on with it.
 */
export function isAnswerBegun({ messages }: Pick<ChatRequest, 'messages'>, wire: WireCall | undefined): boolean {
  if (wire?.dialect !== 'anthropic-messages') return messages.at(-1)?.role === 'assistant';
  const last = lastOf(wire.body['messages']);
  if (last?.['role'] !== 'assistant') return false;
  const { content } = last;
  return typeof content === 'string' || SAID.has(String(lastOf(content)?.['type']));
}

const SAID = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

function lastOf(value: unknown): Record<string, unknown> | undefined {
  return Array.isArray(value) ? value.at(-1) : undefined;
}
