import { z } from 'zod';
import { invalid } from './stripe-fault.ts';

/** Numbers and truth values travel as text in Stripe's forms. */
export const amount = z.coerce.number().int().min(1);
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
export const metadata = z.record(z.string().max(40), z.string().max(500)).default({});
export const currency = z.string().length(3).toLowerCase();
export const expand = z.array(z.string()).default([]);

export const pageParams = {
  limit: z.coerce.number().int().min(1).max(100).optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
};

export const createdRange = z
  .object({
    gte: z.coerce.number().optional(),
    gt: z.coerce.number().optional(),
    lte: z.coerce.number().optional(),
    lt: z.coerce.number().optional(),
  })
  .optional();

export function isWithin(created: number, range: z.output<typeof createdRange>): boolean {
  const { gte = -Infinity, gt = -Infinity, lte = Infinity, lt = Infinity } = range ?? {};
  return created >= gte && created > gt && created <= lte && created < lt;
}

/** Refuses a parameter that Stripe does not know, as Stripe does: a misspelt one must not pass a test. */
export function readParams<S extends z.ZodType>(schema: S, params: unknown): z.output<S> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') {
    const name = nameOf([...path, issue.keys[0] ?? '']);
    throw invalid(`Received unknown parameter: ${name}`, 'parameter_unknown', name);
  }
  const name = nameOf(path);
  throw invalid(`Invalid ${name}: ${issue?.message ?? 'it cannot be used'}`, 'parameter_invalid', name);
}

const nameOf = ([first = '', ...rest]: string[]): string => `${first}${rest.map((part) => `[${part}]`).join('')}`;
