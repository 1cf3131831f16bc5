import type { InvariantReport } from '@smart-ai-hub/ledger';
import type { Finding } from '../finding.ts';
import type { Plant } from '../scenario.ts';

/** A purchase as its buyer made it: what they paid for, and what they were given back. */
export type MadePurchase = {
  sessionId: string;
  accountId: string;
  isPaid: boolean;
  micros: bigint;
  refundedMicros: bigint;
};

/** What is known when all is over. */
export type PaymentEvidence = {
  purchases: MadePurchase[];
  /** Every credit and reversal of a payment in the ledger. */
  moves: { sessionId: string; type: 'purchase' | 'refund'; micros: bigint }[];
  /** By account: what it has, and what it had before. */
  balances: { accountId: string; beforeMicros: bigint; afterMicros: bigint }[];
  /** Events that were taken and never handled. */
  openEvents: number;
  kills: number;
  ledger: Pick<InvariantReport, 'name' | 'violations' | 'offendingIds'>[];
};

export const paymentPromises = {
  credited: 'each paid session is credited once, with what its package gives',
  unpaid: 'what was not paid is not credited',
  refunded: 'each refund takes its share back once',
  balance: 'a balance is what it was, and what was bought, less what was given back',
  events: 'every event that was taken is handled',
  ledger: 'every invariant of the ledger holds',
} as const;

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

export function judgePayments(evidence: PaymentEvidence): Finding[] {
  const { purchases, moves, ledger, openEvents } = evidence;
  const movesOf = Map.groupBy(moves, ({ sessionId }) => sessionId);
  const amounts = ({ sessionId }: MadePurchase, type: 'purchase' | 'refund') =>
    (movesOf.get(sessionId) ?? []).filter((move) => move.type === type).map(({ micros }) => micros);
  const paid = purchases.filter(({ isPaid }) => isPaid);
  const unpaid = purchases.filter(({ isPaid }) => !isPaid);
  const wrongCredits = paid.filter((one) => amounts(one, 'purchase').join() !== String(one.micros));
  const creditedUnpaid = unpaid.filter((one) => amounts(one, 'purchase').length > 0);
  const wrongRefunds = purchases.filter((one) => sum(amounts(one, 'refund')) !== -one.refundedMicros);
  const violated = ledger.filter(({ violations }) => violations > 0);
  return [
    {
      promise: paymentPromises.credited,
      seen: `${paid.length} paid`,
      breaches: wrongCredits.map(
        (one) =>
          `${one.sessionId} of ${one.micros} was credited ${amounts(one, 'purchase').join(' and ') || 'nothing'}`,
      ),
    },
    {
      promise: paymentPromises.unpaid,
      seen: `${unpaid.length} not paid`,
      breaches: creditedUnpaid.map(({ sessionId }) => `${sessionId} was credited`),
    },
    {
      promise: paymentPromises.refunded,
      seen: `${purchases.filter(({ refundedMicros }) => refundedMicros > 0n).length} refunded`,
      breaches: wrongRefunds.map(
        (one) => `${one.sessionId}: ${amounts(one, 'refund').join(' and ') || 'nothing'} for ${one.refundedMicros}`,
      ),
    },
    judgeBalances(evidence),
    {
      promise: paymentPromises.events,
      seen: `${openEvents} open`,
      breaches: openEvents === 0 ? [] : [`${openEvents} are open`],
    },
    {
      promise: paymentPromises.ledger,
      seen: `${ledger.length} invariants, ${violated.length} violated`,
      breaches: violated.map(
        ({ name, violations, offendingIds }) => `${name}: ${violations} (${offendingIds.join(', ')})`,
      ),
    },
  ];
}

function judgeBalances({ purchases, balances }: PaymentEvidence): Finding {
  const wrong = balances.filter(({ accountId, beforeMicros, afterMicros }) => {
    const own = purchases.filter((one) => one.accountId === accountId && one.isPaid);
    return afterMicros !== beforeMicros + sum(own.map(({ micros, refundedMicros }) => micros - refundedMicros));
  });
  return {
    promise: paymentPromises.balance,
    seen: `${balances.length} accounts`,
    breaches: wrong.map(
      ({ accountId, beforeMicros, afterMicros }) => `${accountId} went from ${beforeMicros} to ${afterMicros}`,
    ),
  };
}

/** What an undisturbed shop leaves behind: the plants are made in it. */
export const soundPayments = (ledger: PaymentEvidence['ledger']): PaymentEvidence => ({
  purchases: [
    { sessionId: 'cs_1', accountId: 'acc_1', isPaid: true, micros: 100n, refundedMicros: 40n },
    { sessionId: 'cs_2', accountId: 'acc_1', isPaid: false, micros: 100n, refundedMicros: 0n },
  ],
  moves: [
    { sessionId: 'cs_1', type: 'purchase', micros: 100n },
    { sessionId: 'cs_1', type: 'refund', micros: -40n },
  ],
  balances: [{ accountId: 'acc_1', beforeMicros: 10n, afterMicros: 70n }],
  ...{ openEvents: 0, kills: 0, ledger },
});

const withMove = (evidence: PaymentEvidence, move: PaymentEvidence['moves'][number]): PaymentEvidence => ({
  ...evidence,
  moves: [...evidence.moves, move],
});

/** One bug of each kind, as it would look when all is over. */
export const paymentPlants: readonly Plant<PaymentEvidence>[] = [
  {
    bug: 'a payment that is credited twice',
    tamper: (evidence) => withMove(evidence, { sessionId: 'cs_1', type: 'purchase', micros: 100n }),
    breaks: [paymentPromises.credited],
  },
  {
    bug: 'a payment that is never credited',
    tamper: (evidence) => ({ ...evidence, moves: evidence.moves.filter(({ type }) => type !== 'purchase') }),
    breaks: [paymentPromises.credited],
  },
  {
    bug: 'credits for what was not paid',
    tamper: (evidence) => withMove(evidence, { sessionId: 'cs_2', type: 'purchase', micros: 100n }),
    breaks: [paymentPromises.unpaid],
  },
  {
    bug: 'a refund that is taken back twice',
    tamper: (evidence) => withMove(evidence, { sessionId: 'cs_1', type: 'refund', micros: -40n }),
    breaks: [paymentPromises.refunded],
  },
  {
    bug: 'a balance that is one micro-credit too high',
    tamper: (evidence) => ({
      ...evidence,
      balances: evidence.balances.map((one) => ({ ...one, afterMicros: one.afterMicros + 1n })),
    }),
    breaks: [paymentPromises.balance],
  },
  {
    bug: 'an event that nobody handles',
    tamper: (evidence) => ({ ...evidence, openEvents: 1 }),
    breaks: [paymentPromises.events],
  },
];
