import { type ItemPlace, type Json, type OutputItem, emitAdded, emitDone, placeOf } from './output-item.ts';

export type ForeignItem = OutputItem & { kind: 'foreign'; own(type: string, members: Json): void };

/** An item of a kind that only its provider knows: its events go out as they came, under our numbers. */
export function openForeign(place: ItemPlace, start: Json): ForeignItem {
  let item: Json = { ...start, id: place.id };
  emitAdded(place, item);
  return {
    kind: 'foreign',
    toItem: () => item,
    own: (type, event) => place.emit(type, { ...event, ...placeOf(place) }),
    close(_status, end = {}) {
      item = { ...item, ...end, id: place.id };
      emitDone(place, item);
    },
  };
}
