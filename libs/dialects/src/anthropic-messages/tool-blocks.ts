import type { RunEvent } from '@smart-ai-hub/contracts';
import type { BlockWriter } from './block-writer.ts';

type ToolCallEvent = Extract<RunEvent, { type: 'tool_call' }>;
type ToolBlock = {
  toolIndex: number;
  id: string;
  name: string;
  argumentsJson: string;
  members: Record<string, unknown>;
};

export type ToolBlocks = {
  announce(event: ToolCallEvent): string;
  /** Undefined when the fragment belongs to a call whose block is closed: it cannot be told any more. */
  write(toolIndex: number, fragment: string): string | undefined;
  /** Writes and closes all that is left. */
  flush(): string;
  count(): number;
  /** Whether the open block is a tool call. */
  isOpen(): boolean;
};

/**
 * Writes tool calls as blocks. OpenAI's deltas may interleave the arguments of parallel calls, Anthropic's blocks come strictly one after
 * the other: the first call is written live, the next ones wait until its arguments are complete JSON or the calls end.
 */
export function createToolBlocks(blocks: BlockWriter): ToolBlocks {
  const announced = new Map<number, ToolBlock>();
  const waiting: ToolBlock[] = [];
  let open: ToolBlock | undefined;

  const openNext = (): string => {
    open = waiting.shift();
    if (!open) return '';
    const { id, name, argumentsJson, members } = open;
    const start = blocks.openWith({ type: 'tool_use', id, name, input: {}, caller: { type: 'direct' }, ...members });
    return argumentsJson === '' ? start : start + inputDelta(blocks, argumentsJson);
  };

  const advance = (): string => {
    let text = '';
    while (waiting.length > 0 && (!open || isCompleteJson(open.argumentsJson))) text += openNext();
    return text;
  };

  return {
    announce({ toolIndex, id, name, members = {} }) {
      if (announced.has(toolIndex)) return '';
      const block = { toolIndex, id, name, argumentsJson: '', members };
      announced.set(toolIndex, block);
      waiting.push(block);
      return advance();
    },
    write(toolIndex, fragment) {
      const block = announced.get(toolIndex);
      if (fragment === '' || block === undefined) return fragment.trim() === '' ? '' : undefined;
      if (block !== open && !waiting.includes(block)) return fragment.trim() === '' ? '' : undefined;
      block.argumentsJson += fragment;
      return block === open ? inputDelta(blocks, fragment) : advance();
    },
    flush() {
      let text = '';
      while (waiting.length > 0) text += openNext();
      if (!open) return text;
      open = undefined;
      return text + blocks.close();
    },
    count: () => announced.size,
    isOpen: () => open !== undefined,
  };
}

function inputDelta(blocks: BlockWriter, fragment: string): string {
  return blocks.delta({ type: 'input_json_delta', partial_json: fragment });
}

function isCompleteJson(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
