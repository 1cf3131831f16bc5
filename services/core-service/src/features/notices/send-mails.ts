import type { Logger } from '@smart-ai-hub/service-kit';
import type { Mailer } from './create-mailer.ts';
import { writeNotice } from './notice-text.ts';
import type { DueMail, NoticesRepository } from './notices.repository.ts';

export type SendMailsDeps = { notices: NoticesRepository; mailer: Mailer; frontendUrl: string; logger: Logger };

const AT_ONCE = 20;
/** Longer than a mail server may take for all of them. */
const LEASE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** After each attempt; a mail that nobody took for a day is given up. */
const DELAYS_MS = [1, 5, 30, 120, 360, 960].map((minutes) => minutes * MINUTE_MS);

/** Sends what is due. One mail that cannot be sent keeps no other from being sent. */
export async function sendMails(deps: SendMailsDeps): Promise<void> {
  const due = await deps.notices.claimMails(AT_ONCE, LEASE_MS);
  for (const mail of due) await sendMail(deps, mail);
}

async function sendMail(deps: SendMailsDeps, { id, accountId, kind, facts, attempts }: DueMail): Promise<void> {
  const { notices, mailer, frontendUrl, logger } = deps;
  const recipient = await notices.findRecipient(accountId);
  if (recipient === undefined) return notices.endMail(id, { state: 'failed' });
  const { title, text, path } = writeNotice(kind, facts);
  const greeting = recipient.firstName === null ? 'Hello,' : `Hello ${recipient.firstName},`;
  const body = [greeting, text, new URL(path, frontendUrl).href, FOOTER].join('\n\n');
  try {
    await mailer.send({
      to: recipient.email,
      subject: title,
      text: `${body}\n`,
      messageId: `<${id}@${new URL(frontendUrl).hostname}>`,
    });
    await notices.endMail(id, { state: 'sent' });
  } catch (error) {
    const delayMs = DELAYS_MS[attempts - 1];
    // No address: whom a mail goes to is nobody's business who reads logs.
    logger.warn(
      { noticeId: id, attempts, reason: reasonOf(error), givenUp: delayMs === undefined },
      'a mail was not sent',
    );
    await notices.endMail(id, delayMs === undefined ? { state: 'failed' } : { state: 'pending', delayMs });
  }
}

const FOOTER = 'You can say in the settings of your account below which balance you are told, and whether by mail.';

/** Mail servers repeat addresses in their answers, so only the kind of failure is told. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
