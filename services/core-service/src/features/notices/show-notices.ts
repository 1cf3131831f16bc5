import {
  AppError,
  creditsToMicros,
  microsToCredits,
  type Notice,
  noticeKindSchema,
  type NoticeWishes,
} from '@smart-ai-hub/contracts';
import type { NoticeModel } from '@smart-ai-hub/database';
import { type Page, pageOf } from '../page.ts';
import { writeNotice } from './notice-text.ts';
import type { NoticesRepository } from './notices.repository.ts';

export type NoticesDeps = {
  notices: NoticesRepository;
  /** Whether the hub has a mail server. */ mailsAreSent: boolean;
};

export async function listNotices({ notices }: NoticesDeps, accountId: string, page: Page) {
  const [rows, total, unread] = await Promise.all([
    notices.list(accountId, page),
    notices.count(accountId),
    notices.countUnread(accountId),
  ]);
  return { notices: rows.map(presentNotice), unread, ...pageOf(page, total) };
}

/** @throws AppError not_found */
export async function deleteNotice({ notices }: NoticesDeps, accountId: string, id: string): Promise<void> {
  if (!(await notices.remove(accountId, id))) {
    throw new AppError('not_found', { detail: `You have no notice ${id}.` });
  }
}

/** @throws AppError unauthenticated for an account that is gone */
export async function readWishes({ notices, mailsAreSent }: NoticesDeps, accountId: string) {
  const wishes = await notices.readWishes(accountId);
  if (wishes === null) {
    throw new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
  const { lowBalanceMicros, mailsNotices } = wishes;
  const lowBalance = lowBalanceMicros === null ? null : microsToCredits(lowBalanceMicros);
  return { wishes: { lowBalance, mails: mailsNotices }, mailsAreSent };
}

export async function setWishes(deps: NoticesDeps, accountId: string, { lowBalance, mails }: NoticeWishes) {
  const lowBalanceMicros = lowBalance === null ? null : creditsToMicros(lowBalance);
  await deps.notices.setWishes(accountId, { lowBalanceMicros, mailsNotices: mails });
  return readWishes(deps, accountId);
}

export function presentNotice(row: NoticeModel): Notice {
  const { title, text } = writeNotice(row.kind, row.facts);
  return {
    id: row.id,
    kind: noticeKindSchema.parse(row.kind),
    title,
    text,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
