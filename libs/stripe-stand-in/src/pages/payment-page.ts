import type { Session } from '../state/objects.ts';
import { dollars, escape, page } from './html.ts';

/** What a person can do on the payment page, as the value of its buttons. */
export const choices = ['card', 'declined', 'delayed-paid', 'delayed-failed', 'cancel'] as const;
export type Choice = (typeof choices)[number];

const labels: Record<Choice, [string, string]> = {
  card: ['Pay', 'as by a card that works'],
  declined: ['Try a card that is declined', 'nothing is paid, and you stay on this page'],
  'delayed-paid': ['Pay by bank debit', 'the money arrives some seconds after you are back'],
  'delayed-failed': ['Pay by a bank debit that fails', 'some seconds after you are back the bank refuses'],
  cancel: ['Cancel', 'back to the hub without paying'],
};

export function paymentPage(session: Session, description: string, problem?: string): string {
  const total = dollars(session.amount_total, session.currency);
  const buttons = choices.map((choice) => {
    const [title, note] = labels[choice];
    const kind = choice === 'card' ? ' class="main"' : '';
    return `<button name="choice" value="${choice}"${kind}>${title}${choice === 'card' ? ` ${total}` : ''}<small>${note}</small></button>`;
  });
  return page(
    `${description}: ${total}`,
    `<h1>${escape(description)}</h1><p class="total">${total}</p>
${problem === undefined ? '' : `<p role="alert">${escape(problem)}</p>`}
<form method="post">${buttons.join('\n')}</form>`,
  );
}

export const endedPage = (session: Session): string =>
  page('Payment page', `<h1>This payment page is over</h1><p>The session is ${escape(session.status)}.</p>`);
