import type { ChatMessage, ContentPart } from '@smart-ai-hub/contracts';
import type { FieldPath, RequestReport } from './request-body.ts';

type ToolResult = Extract<ContentPart, { type: 'tool_result' }>;

export type Conversation = {
  addAssistant(parts: ContentPart[]): void;
  addUser(parts: ContentPart[]): void;
  /** `path` is the field that names the tool call, for the error when there is no such call. */
  addToolResult(result: ToolResult, path: FieldPath): void;
  messages(): ChatMessage[];
};

/**
 * Builds the turns of a conversation. Results of parallel tool calls are gathered in the one user message after the calls, before
 * any text, as Anthropic demands (https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use); a result
 * without its call is refused, since every provider refuses it later and less clearly. Messages of nothing are left out.
 */
export function createConversation(report: RequestReport): Conversation {
  const messages: ChatMessage[] = [];
  const openCalls = new Set<string>();
  let toolTurn: { results: ToolResult[]; rest: ContentPart[] } | undefined;

  const closeToolTurn = (): void => {
    if (toolTurn) messages.push({ role: 'user', content: [...toolTurn.results, ...toolTurn.rest] });
    toolTurn = undefined;
  };

  return {
    addAssistant(parts) {
      if (toolTurn) {
        closeToolTurn();
        openCalls.clear();
      }
      for (const part of parts) if (part.type === 'tool_call') openCalls.add(part.id);
      if (parts.length > 0) messages.push({ role: 'assistant', content: parts });
    },
    addUser(parts) {
      if (parts.length === 0) return;
      if (openCalls.size > 0) toolTurn ??= { results: [], rest: [] };
      if (toolTurn) toolTurn.rest.push(...parts);
      else messages.push({ role: 'user', content: parts });
    },
    addToolResult(result, path) {
      if (!openCalls.has(result.toolCallId)) {
        report.refuse(path, 'must be the id of a tool call in the assistant message before it');
        return;
      }
      toolTurn ??= { results: [], rest: [] };
      toolTurn.results.push(result);
    },
    messages() {
      closeToolTurn();
      return messages;
    },
  };
}
