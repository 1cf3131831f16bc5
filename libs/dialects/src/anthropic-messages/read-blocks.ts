import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { ownMembersOf, wire } from './read-native.ts';
import { toRedactedSignature } from './redacted-reasoning.ts';

export type WireBlock = {
  type?: string;
  id?: string;
  name?: string;
  text?: string;
  thinking?: string;
  data?: string;
  input?: unknown;
  citations?: unknown[] | null;
};
export type WireDelta = { type?: string; text?: string; thinking?: string; signature?: string; partial_json?: string };

/** A tool's place among the tools, and its input as the block's start told it, until arguments are streamed. */
type ToolBlock = { toolIndex: number; input: unknown; hasArguments: boolean };

const KNOWN_DELTAS = new Set(['text_delta', 'thinking_delta', 'signature_delta', 'input_json_delta']);

/**
 * Keeps the content blocks of one answer apart: Anthropic's index counts all of them, the hub's only tools. For a native caller a
 * block that the hub has no words for travels as it is, and so do the borders between blocks of text.
 */
export function createBlockReader({ isNative = false }: { isNative?: boolean | undefined } = {}) {
  const openBlocks = new Map<number, 'known' | 'foreign'>();
  let lastType: string | undefined;
  const tools = new Map<number, ToolBlock>();

  const startTool = (index: number, block: WireBlock): ProviderEvent[] => {
    const toolIndex = tools.size;
    tools.set(index, { toolIndex, input: block.input, hasArguments: false });
    const members = isNative ? ownMembersOf(block) : {};
    const own = members && Object.keys(members).length > 0 && { members };
    return [{ type: 'tool_call', toolIndex, id: block.id ?? '', name: block.name ?? '', ...own }];
  };

  return {
    toolCount: () => tools.size,

    /** A block that is opened twice is the same block. */
    start(index: number, block: WireBlock): ProviderEvent[] {
      if (openBlocks.has(index)) return [];
      const isForeign = isNative && isUnknown(block);
      const border = isNative && !isForeign && block.type === lastType ? [wire({ type: 'content_block_stop' })] : [];
      lastType = isForeign ? undefined : block.type;
      openBlocks.set(index, isForeign ? 'foreign' : 'known');
      if (isForeign) return [wire({ type: 'content_block_start', content_block: block }, { text: textOf(block) })];
      return block.type === 'tool_use' ? startTool(index, block) : [...border, ...startText(block)];
    },

    delta(index: number, delta: WireDelta): ProviderEvent[] {
      const isOwn = openBlocks.get(index) === 'foreign' || !KNOWN_DELTAS.has(delta.type ?? '');
      if (isNative && isOwn) return [wire({ type: 'content_block_delta', delta }, { text: textOf(delta) })];
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

/** Of another type, or of a known one with members of its own; a tool's are handed on with its call. */
function isUnknown(block: WireBlock): boolean {
  if (block.type === 'tool_use') return false;
  const members = ownMembersOf(block);
  return members === undefined || Object.keys(members).length > 0;
}

/** What counts as output of something that the hub has no words for. */
function textOf(value: WireBlock | WireDelta): string {
  return [value.text, value.thinking, 'partial_json' in value ? value.partial_json : undefined].join('');
}
