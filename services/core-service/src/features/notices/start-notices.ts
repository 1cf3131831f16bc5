import { repeat } from '@smart-ai-hub/service-kit';
import { sendMails, type SendMailsDeps } from './send-mails.ts';

const LOOK_MS = 5_000;

type StartNoticesDeps = Omit<SendMailsDeps, 'mailer'> & { mailer: SendMailsDeps['mailer'] | undefined };

/** Mails what is due, where there is a mail server. */
export function startNotices({ mailer, ...deps }: StartNoticesDeps): { stop(): void } {
  const onError = (error: unknown) => deps.logger.error({ err: error }, 'notices could not be mailed');
  const mailing = mailer && repeat(() => sendMails({ ...deps, mailer }), LOOK_MS, onError);
  return { stop: () => mailing?.stop() };
}
