import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { toRedactedSignature } from './redacted-reasoning.ts';

export type WireBlock = {
  type?: string;
  id?: string;
  name?: string;
  text?: string;
  thinking?: string;
  data?: string;
  input?: unknown;
};
export type WireDelta = { type?: string; text?: string; thinking?: string; signature?: string; partial_json?: string };

/** A tool's place among the tools, and its input as the block's start told it, until arguments are streamed. */
type ToolBlock = { toolIndex: number; input: unknown; hasArguments: boolean };

/** Keeps the content blocks of one answer apart: Anthropic's index counts all of them, the hub's only tools. */
export function createBlockReader() {
  const openBlocks = new Set<number>();
  const tools = new Map<number, ToolBlock>();

  return {
    toolCount: () => tools.size,

    /** A block that is opened twice is the same block. */
    start(index: number, block: WireBlock): ProviderEvent[] {
      if (openBlocks.has(index)) return [];
      openBlocks.add(index);
      if (block.type !== 'tool_use') return startText(block);
      const toolIndex = tools.size;
      tools.set(index, { toolIndex, input: block.input, hasArguments: false });
      return [{ type: 'tool_call', toolIndex, id: block.id ?? '', name: block.name ?? '' }];
    },

    delta(index: number, delta: WireDelta): ProviderEvent[] {
      if (delta.type === 'text_delta' && delta.text) return [{ type: 'text', text: delta.text }];
      if (delta.type === 'thinking_delta' && delta.thinking) return [{ type: 'reasoning', text: delta.thinking }];
      if (delta.type === 'signature_delta') return [{ type: 'reasoning', text: '', signature: delta.signature ?? '' }];
      const tool = tools.get(index);
      if (delta.type !== 'input_json_delta' || !delta.partial_json || !tool) return [];
      tool.hasArguments = true;
      return [{ type: 'tool_arguments', toolIndex: tool.toolIndex, fragment: delta.partial_json }];
    },

    /** A tool without arguments streams none; the hub's callers get an empty object, as OpenAI writes it. */
    stop(index: number): ProviderEvent[] {
      openBlocks.delete(index);
      const tool = tools.get(index);
      if (!tool || tool.hasArguments) return [];
      tool.hasArguments = true;
      return [{ type: 'tool_arguments', toolIndex: tool.toolIndex, fragment: JSON.stringify(tool.input ?? {}) }];
    },
  };
}

function startText(block: WireBlock): ProviderEvent[] {
  if (block.type === 'text' && block.text) return [{ type: 'text', text: block.text }];
  if (block.type === 'thinking' && block.thinking) return [{ type: 'reasoning', text: block.thinking }];
  if (block.type !== 'redacted_thinking') return [];
  return [{ type: 'reasoning', text: '', signature: toRedactedSignature(block.data ?? '') }];
}
