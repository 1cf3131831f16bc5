import {
  type PriceBookEntry,
  type PriceEntry,
  type PriceEntryState,
  endOfEntry,
  priceBookEntrySchema,
  resolvePrice,
  toDollarPrice,
} from '@smart-ai-hub/contracts';
import type { PriceBookEntryModel } from '@smart-ai-hub/database';

/** A line of the price book as administrators see it. `open` are all lines that hold now or later, of the same model. */
export function presentPrice(row: PriceBookEntryModel, open: readonly PriceBookEntryModel[], now: Date): PriceEntry {
  const entry = priceBookEntrySchema.parse(row);
  return {
    id: row.id,
    model: row.modelId,
    source: entry.source,
    state: stateOf(
      entry,
      open.map((other) => priceBookEntrySchema.parse(other)),
      now.getTime(),
    ),
    effectiveFrom: row.effectiveFrom.toISOString(),
    effectiveUntil: row.effectiveUntil?.toISOString() ?? null,
    free: entry.price.free ?? false,
    prices: toDollarPrice(entry.price),
    listedOn: row.listedOn?.toISOString().slice(0, 10) ?? null,
    note: row.note,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    endedBy: row.endedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function stateOf(entry: PriceBookEntry, open: readonly PriceBookEntry[], nowMs: number): PriceEntryState {
  const [begin, end] = [entry.effectiveFrom.getTime(), endOfEntry(entry)];
  if (end <= begin) return 'withdrawn';
  if (end <= nowMs) return 'past';
  if (begin > nowMs) return 'upcoming';
  return resolvePrice(entry.price, open, nowMs).entryId === entry.id ? 'current' : 'overridden';
}
