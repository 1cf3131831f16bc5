import { type BlockWriter, serverSentEvent } from './block-writer.ts';
import { unsaidUsage } from './render-message-parts.ts';
import type { ToolBlocks } from './tool-blocks.ts';

type Json = Record<string, unknown>;

/**
 * What a native provider said of its message beyond the hub's own words: at its start, and at its end; and `early`, written out, what it
 * said before there was any of the answer.
 */
export type OwnWords = { start: Json; end: Json; early: string };

export function noOwnWords(): OwnWords {
  return { start: {}, end: {}, early: '' };
}

/** `message_delta`, or the whole message, with the provider's own words added; the hub's usage and cost stay. */
export function withOwnEnd<Delta extends Json, Usage extends Json>(
  { delta, usage }: { delta: Delta; usage: Usage },
  { start, end }: Pick<OwnWords, 'start' | 'end'>,
) {
  const { delta: ownDelta, usage: ownUsage, ...members } = end;
  return {
    delta: { ...delta, ...(ownDelta as Json | undefined) },
    usage: { ...unsaidUsage, ...(start['usage'] as Json | undefined), ...(ownUsage as Json | undefined), ...usage },
    ...members,
  };
}

type OwnWriterOptions = {
  blocks: BlockWriter;
  tools: ToolBlocks;
  start: () => string;
  hasStarted: () => boolean;
};

/** Writes a native provider's events among the hub's: blocks are counted with all others, the rest goes out as it came. */
export function createOwnWriter({ blocks, tools, start, hasStarted }: OwnWriterOptions) {
  return (own: OwnWords, { type, ...members }: Json): string => {
    switch (type) {
      case 'message_start':
        own.start = members;
        return '';
      case 'content_block_start':
        return start() + tools.flush() + blocks.openWith(members['content_block'] as { type: string });
      case 'content_block_delta':
        return start() + blocks.delta(members['delta'] as Json);
      case 'content_block_stop':
        return tools.isOpen() ? '' : blocks.close();
      case 'message_delta':
        own.end = members;
        return '';
      default:
        if (hasStarted()) return serverSentEvent(String(type), members);
        own.early += serverSentEvent(String(type), members);
        return '';
    }
  };
}
