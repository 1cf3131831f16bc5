export type Json = Record<string, unknown>;

/** Says one event of the answer's stream; its sequence number is put in by whoever writes the stream. */
export type Emit = (type: string, members: Json) => void;

export type ItemStatus = 'completed' | 'incomplete';

/** Where an item stands in the answer. */
export type ItemPlace = { emit: Emit; id: string; outputIndex: number };

/** One item of an answer while it is being written. */
export type OutputItem = {
  /** Says the events that end it. `own` are members of the provider's own. */
  close(status: ItemStatus, own?: Json): void;
  /** The item as it stands; one that was not closed is incomplete. */
  toItem(): Json;
};

/** The members that all events within an item have. */
export function placeOf({ id, outputIndex }: ItemPlace): Json {
  return { item_id: id, output_index: outputIndex };
}

export function emitAdded({ emit, outputIndex }: ItemPlace, item: Json): void {
  emit('response.output_item.added', { output_index: outputIndex, item });
}

export function emitDone({ emit, outputIndex }: ItemPlace, item: Json): void {
  emit('response.output_item.done', { output_index: outputIndex, item });
}
