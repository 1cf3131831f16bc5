import fc from 'fast-check';

/** What replaces a part of a good value. */
const SPOILERS: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  '\u0000',
  'x',
  'x'.repeat(10_000),
  [],
  {},
  [[]],
  [null],
  { a: 1 },
];

type Spoiling = { place: number; how: 'replace' | 'remove'; spoiler: unknown };

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  place: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'remove'),
  spoiler: fc.constantFrom(...SPOILERS),
});

/** Values that `accepts` refuses, made of good ones by spoiling one to three parts of them. */
export function brokenFrom(good: fc.Arbitrary<unknown>, accepts: (value: unknown) => boolean): fc.Arbitrary<unknown> {
  return fc
    .tuple(good, fc.array(spoiling, { minLength: 1, maxLength: 3 }))
    .map(([value, spoilings]) => spoilings.reduce<unknown>(spoil, toJson(value)))
    .filter((value) => !accepts(value));
}

function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function spoil(root: unknown, { place, how, spoiler }: Spoiling): unknown {
  const places = placesIn(root, []);
  const path = places[place % places.length] ?? [];
  return change(root, path, how, spoiler);
}

type Path = (string | number)[];

/** The whole value comes up as often as any part of it. */
function placesIn(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, member]) => placesIn(member, [...path, key]))];
}

function change(value: unknown, [key, ...rest]: Path, how: Spoiling['how'], spoiler: unknown): unknown {
  if (key === undefined) return spoiler;
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as unknown[])];
    if (how === 'remove' && rest.length === 0) items.splice(Number(key), 1);
    else items[Number(key)] = change(items[Number(key)], rest, how, spoiler);
    return items;
  }
  const { [key]: member, ...others } = value as Record<string, unknown>;
  return how === 'remove' && rest.length === 0 ? others : { ...others, [key]: change(member, rest, how, spoiler) };
}
