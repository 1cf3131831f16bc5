import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
import { redactedDataOf } from './redacted-reasoning.ts';
import { toMessageStop, toMessageUsage } from './render-message-parts.ts';

type ToolDraft = { type: 'tool_use'; id: string; name: string; argumentsJson: string };
type BlockDraft =
  { type: 'text'; text: string } | { type: 'thinking'; text: string; signature: string | undefined } | ToolDraft;
type Draft = {
  model: string;
  blocks: BlockDraft[];
  tools: Map<number, ToolDraft>;
  terminal?: TerminalRunEvent;
};

/** Gathers the events of a run into one message; `result` throws the run's error when it failed. */
export function createMessageCollector(options: { id: string; model: string }) {
  const draft: Draft = { model: options.model, blocks: [], tools: new Map() };

  const result = () => {
    const { model, blocks, tools, terminal } = draft;
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    return {
      id: options.id,
      type: 'message' as const,
      role: 'assistant' as const,
      model,
      content: blocks.map(toBlock),
      ...toMessageStop(terminal, tools.size > 0),
      container: null,
      diagnostics: null,
      usage: toMessageUsage(terminal.usage, terminal.costMicros),
    };
  };

  return { onEvent: (event: RunEvent): void => addEvent(draft, event), result };
}

function addEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      draft.model = event.model;
      break;
    case 'text':
      addText(draft.blocks, event.text);
      break;
    case 'reasoning':
      addReasoning(draft.blocks, event);
      break;
    case 'tool_call': {
      const tool: ToolDraft = { type: 'tool_use', id: event.id, name: event.name, argumentsJson: '' };
      draft.blocks.push(tool);
      draft.tools.set(event.toolIndex, tool);
      break;
    }
    case 'tool_arguments': {
      const tool = draft.tools.get(event.toolIndex);
      if (tool) tool.argumentsJson += event.fragment;
      break;
    }
    default:
      draft.terminal ??= event;
  }
}

function addText(blocks: BlockDraft[], text: string): void {
  const last = blocks.at(-1);
  if (last?.type === 'text') last.text += text;
  else if (text !== '') blocks.push({ type: 'text', text });
}

/** A signature ends a segment: what is thought after it is a block of its own. */
function addReasoning(blocks: BlockDraft[], event: { text: string; signature?: string | undefined }): void {
  const { text, signature } = event;
  if (text !== '' && redactedDataOf(signature) !== undefined) {
    addReasoning(blocks, { text });
    return addReasoning(blocks, { text: '', signature });
  }
  const last = blocks.at(-1);
  if (last?.type === 'thinking' && last.signature === undefined && redactedDataOf(signature) === undefined) {
    last.text += text;
    last.signature = signature;
  } else if (text !== '' || signature !== undefined) {
    blocks.push({ type: 'thinking', text, signature });
  }
}

function toBlock(draft: BlockDraft) {
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
