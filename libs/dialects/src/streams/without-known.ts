type Json = Record<string, unknown>;

/** The members that are not among the known ones, for what a provider says beyond the hub's own words. Null says nothing. */
export function withoutKnown(members: Json, known: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(members).filter(([name, value]) => value !== null && !known.has(name)));
}
