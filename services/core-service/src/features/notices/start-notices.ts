import { repeat } from '@smart-ai-hub/service-kit';
import type { NoticesRepository } from './notices.repository.ts';
import { sendMails, type SendMailsDeps } from './send-mails.ts';

const LOOK_MS = 5_000;
const FORGET_EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
const KEPT_DAYS = 90;

type StartNoticesDeps = Omit<SendMailsDeps, 'mailer'> & { mailer: SendMailsDeps['mailer'] | undefined };

/** Mails what is due, where there is a mail server, and forgets notices after 90 days. */
export function startNotices({ mailer, ...deps }: StartNoticesDeps): { stop(): void } {
  const { logger, notices } = deps;
  const onError = (error: unknown) => logger.error({ err: error }, 'notices could not be looked after');
  const mailing = mailer && repeat(() => sendMails({ ...deps, mailer }), LOOK_MS, onError);
  const forgetting = repeat(() => forgetOld(notices), FORGET_EVERY_MS, onError);
  return {
    stop() {
      mailing?.stop();
      forgetting.stop();
    },
  };
}

const forgetOld = (notices: NoticesRepository) => notices.forgetBefore(new Date(Date.now() - KEPT_DAYS * DAY_MS));
