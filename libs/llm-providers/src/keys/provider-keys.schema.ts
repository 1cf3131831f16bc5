import { z } from 'zod';

/** A key of a provider, and its share of the calls next to those of the others. */
export type ProviderKey = { key: string; weight: number };

const MOST_WEIGHT = 100;
const FORM = 'keys with commas between, each with a weight from 1 to 100 where it has one: first-key*3,second-key';
const keySchema = z.string().regex(/^[^\s,*]+$/, 'has white space, a comma or an asterisk in it');
const weightSchema = z.number().int().min(1).max(MOST_WEIGHT);

/** `key` or `key*weight`, with commas between. A message names a key by its number, never by itself. */
export const providerKeysSchema = z.string().transform((text, context): ProviderKey[] => {
  const keys = text.split(',').map((item, at) => {
    const [key = '', weight = '1', ...rest] = item.trim().split('*');
    const isKey = keySchema.safeParse(key).success && /^\d+$/.test(weight) && rest.length === 0;
    if (isKey && weightSchema.safeParse(Number(weight)).success) return { key, weight: Number(weight) };
    context.addIssue({ code: 'custom', message: `has no key at place ${at + 1}; write ${FORM}` });
    return z.NEVER;
  });
  refuseTwice(keys, context);
  return keys;
});

/** The same as a list in JSON: texts, or objects with a weight. */
export const providerKeyListSchema = z
  .array(
    z.union([
      keySchema.transform((key): ProviderKey => ({ key, weight: 1 })),
      z.strictObject({ key: keySchema, weight: weightSchema }),
    ]),
  )
  .min(1)
  .superRefine(refuseTwice);

function refuseTwice(keys: readonly (ProviderKey | undefined)[], context: z.RefinementCtx): void {
  const names = keys.map((one) => one?.key);
  const at = names.findIndex((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (at !== -1) context.addIssue({ code: 'custom', message: `has the key at place ${at + 1} twice` });
}
