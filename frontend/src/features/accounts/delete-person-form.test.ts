import { describe, expect, it } from '@jest/globals';
import { deletePersonFormSchema, type DeletePersonValues } from './delete-person-form.ts';

const schema = deletePersonFormSchema({ email: 'ada@example.com' });
const whole: DeletePersonValues = { reason: 'request', email: 'ada@example.com', forfeitCredits: true };
const faultsOf = (part: Partial<DeletePersonValues>) =>
  schema.safeParse({ ...whole, ...part }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the form that deletes a person', () => {
  it('is sent with the reason and the phrase of the API, however the e-mail is spelt', () => {
    expect(schema.parse({ ...whole, email: ' Ada@Example.com ' })).toEqual({
      ...{ confirm: 'delete this account', reason: 'request', forfeitCredits: true },
    });
  });

  it('asks for a reason, and for the e-mail of just this account', () => {
    expect(faultsOf({ reason: '' })).toEqual(['reason: choose one']);
    expect(faultsOf({ email: 'bob@example.com' })).toEqual(['email: is not the e-mail of this account']);
    expect(faultsOf({ email: '' })).toEqual(['email: is not the e-mail of this account']);
  });

  it('fits no account whose person has no e-mail any more', () => {
    expect(deletePersonFormSchema({ email: null }).safeParse({ ...whole, email: '' }).success).toBe(false);
  });
});
