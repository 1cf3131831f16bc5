import { type ItemPlace, type Json, type OutputItem, emitAdded, emitDone, placeOf } from './output-item.ts';
import { type TextPart, openTextPart } from './text-part.ts';

export type MessageItem = OutputItem & {
  kind: 'message';
  text(delta: string, logprobs?: unknown[]): void;
  /** An event within the item that the hub has no words for. */
  own(type: string, members: Json): void;
};

/** A message of the answer: its texts are written by the hub, parts of other kinds as the provider said them. */
export function openMessage(place: ItemPlace, ownStart: Json = {}): MessageItem {
  const parts: Json[] = [];
  let open: TextPart | undefined;
  let status = 'in_progress';
  let members = ownStart;
  const at = (): Json => ({ ...placeOf(place), content_index: parts.length - 1 });
  const toItem = (): Json => {
    const shown = status === 'in_progress' ? 'incomplete' : status;
    return { ...members, id: place.id, type: 'message', role: 'assistant', status: shown, content: parts };
  };
  const addPart = (part: Json): Json => {
    parts.push(part);
    return part;
  };
  const openText = (): TextPart => {
    const part = addPart({});
    return openTextPart(place.emit, at(), part);
  };
  const closeText = (): void => {
    open?.close();
    open = undefined;
  };

  emitAdded(place, { ...ownStart, id: place.id, type: 'message', role: 'assistant', status, content: [] });
  return {
    kind: 'message',
    toItem,
    text: (delta, logprobs = []) => (open ??= openText()).add(delta, logprobs),
    own(type, event) {
      if (type === 'response.output_text.annotation.added') return (open ??= openText()).annotate(event);
      if (type === 'response.content_part.added') closeText();
      const part = { ...(event['part'] as Json | undefined) };
      if (type === 'response.content_part.added') addPart(part);
      else if (type === 'response.content_part.done') parts[parts.length - 1] = part;
      place.emit(type, { ...event, ...at() });
    },
    close(ended, own = {}) {
      closeText();
      status = ended;
      members = { ...members, ...own };
      emitDone(place, toItem());
    },
  };
}
