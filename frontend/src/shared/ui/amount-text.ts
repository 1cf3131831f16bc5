import { z } from 'zod';

/** What is typed for an amount that there has to be: text, because an empty field is not a zero. */
export const amountTextSchema = z.string().transform((text, context) => {
  const number = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(number)) return number;
  context.addIssue({ code: 'custom', message: 'must be a number' });
  return z.NEVER;
});
