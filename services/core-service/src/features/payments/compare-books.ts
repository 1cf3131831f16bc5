import type { ReconciliationDifference } from '@smart-ai-hub/contracts';

/** A line of Stripe's balance that concerns a payment of ours; `cents` as the balance counts, so refunds are below zero. */
export type StripeLine = {
  kind: 'charge' | 'refund' | 'dispute';
  /** Of the charge, refund or dispute. */
  id: string;
  paymentId: string;
  cents: number;
  /** The refund failed or the dispute was won meanwhile, whatever this line says. */
  isUndone: boolean;
};

/** What we know of a payment. */
export type OurPayment = {
  id: string;
  amountCents: number;
  isCredited: boolean;
  /** Refunds and disputes whose credits are taken back now, with their amounts. */
  taken: ReadonlyMap<string, number>;
};

/** What Stripe's lines say and our payments do not. Money that came has to be credits; money that went has to be credits taken back. */
export function compareBooks(
  lines: readonly StripeLine[],
  ours: ReadonlyMap<string, OurPayment>,
): ReconciliationDifference[] {
  return lines.flatMap((line) => {
    const payment = ours.get(line.paymentId);
    return line.kind === 'charge' ? compareCharge(line, payment) : compareReversal(line, payment);
  });
}

function compareCharge(line: StripeLine, payment: OurPayment | undefined): ReconciliationDifference[] {
  if (!payment?.isCredited)
    return [differ(line, 'not_credited', `Stripe charged ${line.cents} cents; nothing was credited.`)];
  if (payment.amountCents === line.cents) return [];
  return [differ(line, 'other_amount', `Stripe charged ${line.cents} cents, the payment says ${payment.amountCents}.`)];
}

function compareReversal(line: StripeLine, payment: OurPayment | undefined): ReconciliationDifference[] {
  // Money that came back, and lines whose refund or dispute was undone since, leave nothing to be taken.
  if (line.cents > 0 || line.isUndone) return [];
  const taken = payment?.taken.get(line.id);
  if (taken === undefined)
    return [
      differ(line, 'not_taken_back', `Stripe paid back ${-line.cents} cents by a ${line.kind}; no credits were taken.`),
    ];
  if (taken === -line.cents) return [];
  return [
    differ(
      line,
      'other_amount',
      `Stripe paid back ${-line.cents} cents by a ${line.kind}; credits were taken for ${taken}.`,
    ),
  ];
}

const differ = (
  { id, paymentId }: StripeLine,
  kind: ReconciliationDifference['kind'],
  detail: string,
): ReconciliationDifference => ({ kind, id, paymentId, detail });
