import { z } from 'zod';

/** What is typed for a limit: text, because an empty field is no limit (null) and not a zero. */
export const limitTextSchema = z.string().transform((text, context) => {
  if (text.trim() === '') return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  context.addIssue({ code: 'custom', message: 'must be a number, or empty for no limit' });
  return z.NEVER;
});
