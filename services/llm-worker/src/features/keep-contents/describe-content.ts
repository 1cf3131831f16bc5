import type { LlmRunPayload, RunAnswerPart, RunEvent, RunRequest } from '@smart-ai-hub/contracts';

/** What a run was asked, in its caller's words where there are some. */
export function requestOf({ request, wire }: Pick<LlmRunPayload, 'request' | 'wire'>): RunRequest {
  return wire ? { form: wire.dialect, body: wire.body } : { form: 'hub', body: { ...request } };
}

/** What a run answered, as its stream tells: each run of text, each thought and each call of a tool in one piece. */
export function answerOf(events: readonly RunEvent[]): RunAnswerPart[] {
  const parts: RunAnswerPart[] = [];
  const toolCalls = new Map<number, Extract<RunAnswerPart, { type: 'tool_call' }>>();
  for (const event of events) {
    if (event.type === 'text' || event.type === 'reasoning') {
      const last = parts.at(-1);
      if (last?.type === event.type) last.text += event.text;
      else parts.push({ type: event.type, text: event.text });
    } else if (event.type === 'tool_call') {
      const call = { type: event.type, id: event.id, name: event.name, argumentsJson: '' };
      toolCalls.set(event.toolIndex, call);
      parts.push(call);
    } else if (event.type === 'tool_arguments') {
      const call = toolCalls.get(event.toolIndex);
      if (call) call.argumentsJson += event.fragment;
    } else if (event.type === 'wire' && event.isContent) {
      parts.push({ type: event.type, dialect: event.dialect, data: event.data });
    }
  }
  return parts;
}
