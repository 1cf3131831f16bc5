import type { ChatMessage, ChatRequest, ContentPart, ProviderEvent } from '@smart-ai-hub/contracts';

export type ReasoningPart = Extract<ContentPart, { type: 'reasoning' }>;

/** What a model thought before it called tools, for callers whose dialect has no place for it. */
export type ReasoningKeeper = {
  observe(event: ProviderEvent): void;
  /** The ids of the calls and the signed thoughts before them; undefined when there is nothing that has to come back. */
  kept(): { toolCallIds: string[]; parts: ReasoningPart[] } | undefined;
};

/** Gathers the signed reasoning of an answer up to its last tool call. */
export function createReasoningKeeper(): ReasoningKeeper {
  const parts: ReasoningPart[] = [];
  const toolCallIds: string[] = [];
  let text = '';
  return {
    observe(event) {
      if (event.type === 'tool_call') toolCallIds.push(event.id);
      if (event.type !== 'reasoning') return;
      text += event.text;
      if (event.signature === undefined) return;
      parts.push({ type: 'reasoning', text, signature: event.signature });
      text = '';
    },
    kept: () => (parts.length > 0 && toolCallIds.length > 0 ? { toolCallIds, parts } : undefined),
  };
}

/** The first tool call of each assistant message that comes without the reasoning before it. */
export function toolCallsWithoutReasoning({ messages }: Pick<ChatRequest, 'messages'>): string[] {
  return messages.flatMap((message) => firstBareCall(message) ?? []);
}

/** The same request, with what was kept put before the tool calls that it led to. */
export function withKeptReasoning(request: ChatRequest, keptFor: ReadonlyMap<string, ReasoningPart[]>): ChatRequest {
  if (keptFor.size === 0) return request;
  const messages = request.messages.map((message): ChatMessage => {
    const kept = keptFor.get(firstBareCall(message) ?? '');
    if (!kept) return message;
    const others = message.content.filter((part) => part.type !== 'reasoning');
    return { ...message, content: [...kept, ...others] };
  });
  return { ...request, messages };
}

/** Whether a tool's result is brought for a call whose reasoning is not there. */
export function answersBareToolCall({ messages }: Pick<ChatRequest, 'messages'>): boolean {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const isResult = messages.at(-1)?.content.some((part) => part.type === 'tool_result') ?? false;
  return isResult && last !== undefined && firstBareCall(last) !== undefined;
}

function firstBareCall({ role, content }: ChatMessage): string | undefined {
  if (role !== 'assistant') return undefined;
  const isSigned = content.some((part) => part.type === 'reasoning' && part.signature !== undefined);
  return isSigned ? undefined : content.find((part) => part.type === 'tool_call')?.id;
}
