import type { RunEvent, TerminalRunEvent } from '@smart-ai-hub/contracts';
import { failedRunError, unfinishedRunError } from '../failures/failed-run.ts';
import { type ForeignBlock, createForeignBlock } from './foreign-block.ts';
import { type OwnWords, noOwnWords, withOwnEnd } from './own-words.ts';
import { toToolInput } from './tool-input.ts';
import { redactedDataOf } from './redacted-reasoning.ts';
import { toMessageStop, toMessageUsage } from './render-message-parts.ts';

type ToolDraft = {
  type: 'tool_use';
  id: string;
  name: string;
  argumentsJson: string;
  members: Record<string, unknown> | undefined;
};
type BlockDraft =
  | { type: 'text'; text: string; citations?: unknown[] }
  | { type: 'thinking'; text: string; signature: string | undefined }
  | ToolDraft
  | ForeignBlock;
type Draft = {
  model: string;
  blocks: BlockDraft[];
  tools: Map<number, ToolDraft>;
  /** The next text begins a block of its own. */
  isClosed: boolean;
  own: OwnWords;
  terminal?: TerminalRunEvent;
};

/** Gathers the events of a run into one message; `result` throws the run's error when it failed. */
export function createMessageCollector(options: { id: string; model: string }) {
  const draft: Draft = {
    model: options.model,
    blocks: [],
    tools: new Map(),
    isClosed: false,
    own: noOwnWords(),
  };

  const result = () => {
    const { model, blocks, tools, terminal, own } = draft;
    if (!terminal) throw unfinishedRunError();
    if (terminal.type === 'failed') throw failedRunError(terminal);
    const usage = toMessageUsage(terminal);
    const end = withOwnEnd({ delta: toMessageStop(terminal, tools.size > 0), usage }, own);
    const { delta, usage: allUsage, ...members } = end;
    return {
      id: options.id,
      type: 'message' as const,
      role: 'assistant' as const,
      model,
      content: blocks.map(toBlock),
      container: null,
      diagnostics: null,
      ...own.start,
      ...members,
      ...delta,
      usage: allUsage,
    };
  };

  return { onEvent: (event: RunEvent): void => addEvent(draft, event), result };
}

function addEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      draft.model = event.model;
      draft.own = noOwnWords();
      break;
    case 'text':
      addText(draft, event.text);
      break;
    case 'reasoning':
      addReasoning(draft, event);
      break;
    case 'tool_call': {
      const tool: ToolDraft = {
        type: 'tool_use',
        id: event.id,
        name: event.name,
        argumentsJson: '',
        members: event.members,
      };
      draft.blocks.push(tool);
      draft.tools.set(event.toolIndex, tool);
      break;
    }
    case 'tool_arguments': {
      const tool = draft.tools.get(event.toolIndex);
      if (tool) tool.argumentsJson += event.fragment;
      break;
    }
    case 'wire':
      if (event.dialect === 'anthropic-messages') addOwn(draft, event.data);
      break;
    case 'continued':
    case 'embedding':
      break;
    default:
      draft.terminal ??= event;
  }
}

/** What the provider said in its own words: whole blocks, members of the message, the borders of blocks. */
function addOwn(draft: Draft, { type, ...members }: Record<string, unknown>): void {
  const last = draft.blocks.at(-1);
  if (type === 'message_start') draft.own.start = members;
  else if (type === 'message_delta') draft.own.end = members;
  else if (type === 'content_block_stop') draft.isClosed = true;
  else if (type === 'content_block_start') {
    draft.blocks.push(createForeignBlock(members['content_block'] as Record<string, unknown>));
    draft.isClosed = false;
  } else if (type === 'content_block_delta') {
    const delta = members['delta'] as Record<string, unknown>;
    if (last?.type === 'foreign') last.add(delta);
    else if (last?.type === 'text' && delta['type'] === 'citations_delta')
      (last.citations ??= []).push(delta['citation']);
  }
}

/** The block to go on with: none when the last one was closed. */
function openBlock(draft: Draft): BlockDraft | undefined {
  const last = draft.isClosed ? undefined : draft.blocks.at(-1);
  draft.isClosed = false;
  return last;
}

function addText(draft: Draft, text: string): void {
  if (text === '') return;
  const last = openBlock(draft);
  if (last?.type === 'text') last.text += text;
  else draft.blocks.push({ type: 'text', text });
}

/** A signature ends a segment: what is thought after it is a block of its own. */
function addReasoning(draft: Draft, event: { text: string; signature?: string | undefined }): void {
  const { text, signature } = event;
  if (text !== '' && redactedDataOf(signature) !== undefined) {
    addReasoning(draft, { text });
    return addReasoning(draft, { text: '', signature });
  }
  const last = openBlock(draft);
  if (last?.type === 'thinking' && last.signature === undefined && redactedDataOf(signature) === undefined) {
    last.text += text;
    last.signature = signature;
  } else if (text !== '' || signature !== undefined) {
    draft.blocks.push({ type: 'thinking', text, signature });
  }
}

function toBlock(draft: BlockDraft) {
  if (draft.type === 'foreign') return draft.toBlock();
  if (draft.type === 'text') return { type: 'text' as const, text: draft.text, citations: draft.citations ?? null };
  if (draft.type === 'tool_use') {
    const { id, name, argumentsJson, members } = draft;
    return {
      type: 'tool_use' as const,
      id,
      name,
      input: toToolInput(argumentsJson),
      caller: { type: 'direct' as const },
      ...members,
    };
  }
  const data = redactedDataOf(draft.signature);
  if (data !== undefined) return { type: 'redacted_thinking' as const, data };
  return { type: 'thinking' as const, thinking: draft.text, signature: draft.signature ?? '' };
}
