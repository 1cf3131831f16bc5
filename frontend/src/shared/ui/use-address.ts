import { useSearchParams } from 'react-router';

/**
 * What a list is asked for, kept in the address of its page: so it can be sent, and gone back to. What is empty is not said, and whatever
 * is asked for anew begins on its first page.
 */
export function useAddress<Name extends string>(names: readonly Name[]) {
  const [address, setAddress] = useSearchParams();
  const said = Object.fromEntries(names.map((name) => [name, address.get(name) ?? ''])) as Record<Name, string>;
  const asked = Number(address.get('page'));
  const page = Number.isInteger(asked) && asked > 0 ? asked : 1;
  const say = (part: Partial<Record<Name, string>>, nextPage = 1) => {
    const next = Object.entries({ ...said, ...part, page: nextPage === 1 ? '' : String(nextPage) });
    setAddress(Object.fromEntries(next.filter(([, value]) => value !== '')), { preventScrollReset: true });
  };
  return { said, page, say };
}

/** A value of an address that is one of several; the first of them, where it is not. */
export function oneOf<Value extends string>(options: readonly (readonly [Value, string])[], text: string): Value {
  const [first] = options;
  if (first === undefined) throw new TypeError('there is nothing to choose from');
  return (options.find(([value]) => value === text) ?? first)[0];
}
