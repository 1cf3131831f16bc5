export type Adjustment = { parameter: string; message: string };
export type Adjustments = { add(parameter: string, message: string): void; list(): Adjustment[] };

/** A warning that names no parameter of its own. */
export function toAdjustment(message: string): Adjustment {
  return { parameter: '', message };
}

/** Gathers what a provider cannot do as asked, so that it is told to the caller instead of dropped in silence. */
export function createAdjustments(): Adjustments {
  const list: Adjustment[] = [];
  return { add: (parameter, message) => list.push({ parameter, message }), list: () => list };
}
