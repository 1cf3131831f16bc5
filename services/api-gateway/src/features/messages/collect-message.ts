import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../../dialects/failed-run.ts';
import { redactedDataOf } from './redacted-reasoning.ts';
import { toMessageStop, toMessageUsage } from './render-message-parts.ts';

type Draft =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string; signature: string | undefined }
  | { type: 'tool_use'; id: string; name: string; argumentsJson: string };

/** The whole answer of a message that is not streamed. */
export type MessageAnswer = ReturnType<ReturnType<typeof createMessageCollector>['result']>;

/** Gathers the events of a run into one message; `result` throws the run's error when it failed. */
export function createMessageCollector(options: { id: string; model: string }) {
  let model = options.model;
  let terminal: TerminalRunEvent | undefined;
  const drafts: Draft[] = [];
  const toolDrafts = new Map<number, Extract<Draft, { type: 'tool_use' }>>();

  const onEvent = (event: RunEvent): void => {
    switch (event.type) {
      case 'started':
        model = event.model;
        break;
      case 'text':
        addText(drafts, event.text);
        break;
      case 'reasoning':
        addReasoning(drafts, event);
        break;
      case 'tool_call': {
        const draft = { type: 'tool_use' as const, id: event.id, name: event.name, argumentsJson: '' };
        drafts.push(draft);
        toolDrafts.set(event.toolIndex, draft);
        break;
      }
      case 'tool_arguments': {
        const draft = toolDrafts.get(event.toolIndex);
        if (draft) draft.argumentsJson += event.fragment;
        break;
      }
      default:
        terminal ??= event;
    }
  };

  const result = () => {
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    return {
      id: options.id,
      type: 'message' as const,
      role: 'assistant' as const,
      model,
      content: drafts.map(toBlock),
      ...toMessageStop(terminal, toolDrafts.size > 0),
      container: null,
      diagnostics: null,
      usage: toMessageUsage(terminal.usage, terminal.costMicros),
    };
  };

  return { onEvent, result };
}

function addText(drafts: Draft[], text: string): void {
  const last = drafts.at(-1);
  if (last?.type === 'text') last.text += text;
  else if (text !== '') drafts.push({ type: 'text', text });
}

/** A signature ends a segment: what is thought after it is a block of its own. */
function addReasoning(drafts: Draft[], { text, signature }: { text: string; signature?: string | undefined }): void {
  const last = drafts.at(-1);
  const isRedacted = redactedDataOf(signature) !== undefined;
  if (last?.type === 'thinking' && last.signature === undefined && !isRedacted) {
    last.text += text;
    last.signature = signature;
  } else if (text !== '' || signature !== undefined) {
    drafts.push({ type: 'thinking', text, signature });
  }
}

function toBlock(draft: Draft) {
  if (draft.type === 'text') return { type: 'text' as const, text: draft.text, citations: null };
  if (draft.type === 'tool_use') {
    const { id, name, argumentsJson } = draft;
    return {
      type: 'tool_use' as const,
      id,
      name,
      input: toToolInput(argumentsJson),
      caller: { type: 'direct' as const },
    };
  }
  const data = redactedDataOf(draft.signature);
  if (data !== undefined) return { type: 'redacted_thinking' as const, data };
  return { type: 'thinking' as const, thinking: draft.text, signature: draft.signature ?? '' };
}

/**
 * The input of a tool call as an object. Models now and then write broken JSON: it is handed over under the name that Anthropic
 * documents for it (https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming).
 */
function toToolInput(argumentsJson: string): Record<string, unknown> {
  if (argumentsJson.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(argumentsJson);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Told below, like JSON that is no object.
  }
  return { INVALID_JSON: argumentsJson };
}
