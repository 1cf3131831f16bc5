import { z } from 'zod';

/** What a scenario has shown in its latest run at a profile's figures. */
const recordSchema = z.object({
  id: z.string(),
  isKept: z.boolean(),
  figures: z.record(z.string(), z.union([z.string(), z.number()])),
  measures: z.array(z.object({ name: z.string(), seen: z.number(), promised: z.number(), unit: z.string() })),
  seconds: z.number(),
  seed: z.number(),
  commit: z.string(),
  date: z.iso.date(),
  machine: z.string(),
});
export type FiguresRecord = z.output<typeof recordSchema>;

export const figuresSchema = z.object({ quick: z.array(recordSchema), full: z.array(recordSchema) });
export type RecordedFigures = z.output<typeof figuresSchema>;

/** The records with these in the place of older ones of the same scenarios, in the order of `ids`; those of scenarios that are gone are dropped. */
export function mergeRecords(
  before: readonly FiguresRecord[],
  latest: readonly FiguresRecord[],
  ids: readonly string[],
): FiguresRecord[] {
  return ids.flatMap((id) => latest.find((one) => one.id === id) ?? before.find((one) => one.id === id) ?? []);
}
