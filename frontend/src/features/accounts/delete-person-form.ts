import { type AdminAccount, type DeletePersonBody, personDeletionReasons } from '@smart-ai-hub/contracts';
import { z } from 'zod';

export const deletePersonFields = ['reason', 'email', 'forfeitCredits'] as const;

export type DeletePersonValues = { reason: string; email: string; forfeitCredits: boolean };

export const reasonNames: Record<DeletePersonBody['reason'], string> = {
  request: 'They asked for it',
  misuse: 'Misuse',
  inactivity: 'Not used any more',
  other: 'Something else',
};

/** The e-mail is typed again, so that nobody deletes the person of the row above. */
export const deletePersonFormSchema = ({
  email,
}: Pick<AdminAccount, 'email'>): z.ZodType<DeletePersonBody, DeletePersonValues> =>
  z
    .object({
      reason: z.string().pipe(z.enum(personDeletionReasons, { error: 'choose one' })),
      email: z.string().refine((typed) => typed.trim().toLowerCase() === email, 'is not the e-mail of this account'),
      forfeitCredits: z.boolean(),
    })
    .transform(({ reason, forfeitCredits }) => ({ confirm: 'delete this account', reason, forfeitCredits }));
