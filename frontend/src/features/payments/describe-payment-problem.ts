import type { ReconciliationDifference } from '@smart-ai-hub/contracts';

const problems: Record<string, string> = {
  amount_mismatch:
    'Stripe says that another amount, or another currency, was paid than was asked for. Nothing was credited.',
  foreign_payment: 'What was paid belongs to another checkout than the payment it names.',
  wrong_mode: 'A live payment on a hub with a test key, or the other way round.',
  reversal_conflict:
    'A refund or dispute changed its amount or its payment, or has a status that this release does not know.',
};

/** What a person has to look at, in words; a reason that is not known here stands as it is. */
export const describeProblem = (problem: string): string => problems[problem] ?? problem;

export const differenceNames: Record<ReconciliationDifference['kind'], string> = {
  not_credited: 'Money came, and no credits were given for it',
  not_taken_back: 'Money went back, and no credits were taken',
  other_amount: 'Both happened, for another amount',
  not_at_stripe: 'Credits were given, and Stripe has no charge of it',
};
