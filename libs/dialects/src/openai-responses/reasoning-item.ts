import { toEncryptedContent } from './encrypted-reasoning.ts';
import { type ItemPlace, type Json, type OutputItem, emitAdded, emitDone, placeOf } from './output-item.ts';

export type ReasoningItem = OutputItem & {
  kind: 'reasoning';
  text(delta: string): void;
  /** What carries the reasoning back to the provider that made it. */
  sign(signature: string): void;
  own(type: string, members: Json): void;
};

type SummaryPart = { type: 'summary_text'; text: string };

/** Reasoning as far as it is shown, which this dialect calls its summary, and its encrypted whole. */
export function openReasoning(place: ItemPlace, ownStart: Json = {}): ReasoningItem {
  const summary: SummaryPart[] = [];
  let open: SummaryPart | undefined;
  let encrypted: string | null = null;
  let members = ownStart;
  const at = (): Json => ({ ...placeOf(place), summary_index: summary.length - 1 });
  const toItem = (): Json => ({
    ...members,
    id: place.id,
    type: 'reasoning',
    summary,
    encrypted_content: encrypted,
  });

  const openPart = (): SummaryPart => {
    const part: SummaryPart = { type: 'summary_text', text: '' };
    summary.push(part);
    place.emit('response.reasoning_summary_part.added', { ...at(), part: { ...part } });
    return part;
  };
  const closePart = (): void => {
    if (!open) return;
    place.emit('response.reasoning_summary_text.done', { ...at(), text: open.text });
    place.emit('response.reasoning_summary_part.done', { ...at(), part: open });
    open = undefined;
  };

  emitAdded(place, { ...ownStart, id: place.id, type: 'reasoning', summary: [], encrypted_content: null });
  return {
    kind: 'reasoning',
    toItem,
    text(delta) {
      open ??= openPart();
      open.text += delta;
      place.emit('response.reasoning_summary_text.delta', { ...at(), delta });
    },
    sign: (signature) => void (encrypted = toEncryptedContent(signature)),
    own(type, event) {
      if (type === 'response.reasoning_summary_part.added') closePart();
      else place.emit(type, { ...event, ...placeOf(place) });
    },
    close(_status, own = {}) {
      closePart();
      members = { ...members, ...own };
      emitDone(place, toItem());
    },
  };
}
