/** One event of Anthropic's stream: the type is the event's name and its first member. */
export function serverSentEvent(type: string, members: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}

export type BlockWriter = {
  /** Makes a block of this type the open one; says nothing when it is already. */
  open(type: 'text' | 'thinking'): string;
  /** Opens a new block, closing the one before. */
  openWith(block: { type: string; [member: string]: unknown }): string;
  /** A piece of the open block. */
  delta(delta: Record<string, unknown>): string;
  close(): string;
};

const EMPTY_BLOCKS = {
  text: { type: 'text', text: '', citations: null },
  thinking: { type: 'thinking', thinking: '', signature: '' },
};

/** Writes content blocks one after the other; their index counts all blocks, of whatever type. */
export function createBlockWriter(): BlockWriter {
  let index = -1;
  let openType: string | undefined;

  const close = (): string => {
    if (openType === undefined) return '';
    openType = undefined;
    return serverSentEvent('content_block_stop', { index });
  };

  const openWith: BlockWriter['openWith'] = (block) => {
    const closing = close();
    index += 1;
    openType = block.type;
    return closing + serverSentEvent('content_block_start', { index, content_block: block });
  };

  return {
    open: (type) => (openType === type ? '' : openWith(EMPTY_BLOCKS[type])),
    openWith,
    delta: (delta) =>
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":${JSON.stringify(delta)}}\n\n`,
    close,
  };
}
