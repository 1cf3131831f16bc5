import type { runEndpoints } from '@smart-ai-hub/contracts';
import type { EndpointInput } from '../../shared/api/endpoint-query.ts';
import type { Turn } from './chat-slice.ts';

export type ChatRequest = EndpointInput<typeof runEndpoints.createRun>['body'];
type Message = ChatRequest['messages'][number];

/**
 * The conversation as the API takes it, for the models that may answer, the preferred one first. An answer that ended without any
 * text is left out: providers refuse empty messages.
 */
export function toChatRequest([model, ...others]: readonly string[], turns: readonly Turn[]): ChatRequest {
  const messages = turns.flatMap((turn): Message[] => {
    if (turn.text === '') return [];
    return [{ role: turn.kind === 'question' ? 'user' : 'assistant', content: [{ type: 'text', text: turn.text }] }];
  });
  return { model, ...(others.length > 0 && { models: others }), messages };
}
