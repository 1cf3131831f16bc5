/** Where a model stands among its siblings: `claude-sonnet-4-5` is version 4.5 of the family `claude-sonnet`. */
export type FamilyMember = { family: string; version: number[] };

const DATE = /-(?:\d{8}|\d{4}-\d{2}-\d{2})$/;
const VERSION = /^\d+(?:\.\d+)*$/;

/** The name without the day of a snapshot at its end, in the two ways in which the big providers write one. */
export function withoutDate(id: string): string {
  return id.replace(DATE, '');
}

/** Reads family and version from a model's name; undefined for names without a version of their own (`gpt-4o`, `o3`). */
export function familyOf(id: string): FamilyMember | undefined {
  const parts = withoutDate(id).split('-');
  const version = parts.filter((part) => VERSION.test(part)).flatMap((part) => part.split('.').map(Number));
  const name = parts.filter((part) => !VERSION.test(part));
  if (version.length === 0 || name.length === 0 || id.includes('/')) return undefined;
  return { family: name.join('-'), version };
}

/** Negative when `one` is the older version; 4.5 is newer than 4. */
export function compareVersions(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Families that go on under another name: from GPT-5.6 on, OpenAI's main model is called sol. */
const CONTINUED_AS: Record<string, string[]> = { gpt: ['gpt-sol'] };

/**
 * The newest model of each family, by the alias that callers know it by: `claude-sonnet-latest`, `gpt-mini-latest`, … A
 * dated snapshot stands for its version only where the plain name is not offered.
 */
export function latestOfFamilies(ids: readonly string[]): Map<string, string> {
  const newest = new Map<string, { id: string; version: number[] }>();
  const offer = (family: string, id: string, version: number[]) => {
    const known = newest.get(family);
    const difference = known ? compareVersions(version, known.version) : 1;
    if (difference > 0 || (difference === 0 && known && id.length < known.id.length))
      newest.set(family, { id, version });
  };
  for (const id of ids) {
    const member = familyOf(id);
    if (!member) continue;
    offer(member.family, id, member.version);
    for (const [family, names] of Object.entries(CONTINUED_AS))
      if (names.includes(member.family)) offer(family, id, member.version);
  }
  return new Map([...newest].map(([family, { id }]) => [`${family}-latest`, id]));
}
