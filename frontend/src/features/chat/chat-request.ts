import type { ChatRequestInput } from '@smart-ai-hub/contracts';
import type { Turn } from './chat-slice.ts';

type Message = ChatRequestInput['messages'][number];

/** The conversation as the API takes it. An answer that ended without any text is left out: providers refuse empty messages. */
export function toChatRequest(model: string, turns: readonly Turn[]): ChatRequestInput {
  const messages = turns.flatMap((turn): Message[] => {
    if (turn.text === '') return [];
    return [{ role: turn.kind === 'question' ? 'user' : 'assistant', content: [{ type: 'text', text: turn.text }] }];
  });
  return { model, messages };
}
