import { openForeign } from './foreign-item.ts';
import { openMessage } from './message-item.ts';
import type { ItemStatus, Json } from './output-item.ts';
import { openReasoning } from './reasoning-item.ts';
import { type ResponseOutput, addText, beginItem, nextPlace } from './response-output.ts';

/** Writes what a provider of this dialect said in its own words among the hub's items. */
export function addOwn(output: ResponseOutput, { type, ...event }: Json): void {
  switch (type) {
    case 'response.output_item.added':
      return beginOwn(output, event['item'] as Json);
    case 'response.output_item.done':
      return endOwn(output, event['item'] as Json, event['toolIndex']);
    case 'response.output_text.delta':
      return addText(output, String(event['delta']), event['logprobs'] as unknown[]);
    default:
      if (!('output_index' in event)) output.emit(String(type), event);
      else output.open?.own(String(type), event);
  }
}

function beginOwn(output: ResponseOutput, item: Json): void {
  const { id, type, ...members } = item;
  if (type === 'message') beginItem(output, () => openMessage(nextPlace(output, 'msg'), members));
  else if (type === 'reasoning') beginItem(output, () => openReasoning(nextPlace(output, 'rs'), members));
  else beginItem(output, () => openForeign(nextPlace(output, prefixOf(id)), item));
  output.isBordered = true;
}

function endOwn(output: ResponseOutput, item: Json, toolIndex: unknown): void {
  const { status, ...members } = item;
  const ended: ItemStatus = status === 'incomplete' ? 'incomplete' : 'completed';
  if (typeof toolIndex === 'number') {
    output.tools.get(toolIndex)?.close(ended, members);
    output.tools.delete(toolIndex);
    return;
  }
  output.open?.close(ended, output.open.kind === 'foreign' ? item : members);
  output.open = undefined;
}

/** What the provider's own id begins with, e.g. `ws` of a web search. */
function prefixOf(id: unknown): string {
  return /^([a-z]{1,12})_/.exec(typeof id === 'string' ? id : '')?.[1] ?? 'item';
}
