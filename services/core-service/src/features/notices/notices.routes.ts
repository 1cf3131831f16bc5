import { noticeEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { deleteNotice, listNotices, type NoticesDeps, readWishes, setWishes } from './show-notices.ts';

type NoticesDependencies = NoticesDeps & { authenticate: Authenticate };

export function mountNotices(router: IRouter, { authenticate, ...deps }: NoticesDependencies): void {
  mountEndpoint(router, noticeEndpoints.listNotices, {
    authenticate,
    handler: ({ identity, query }) => listNotices(deps, identity.accountId, query),
  });
  mountEndpoint(router, noticeEndpoints.markNoticesRead, {
    authenticate,
    handler: ({ identity }) => deps.notices.markRead(identity.accountId),
  });
  mountEndpoint(router, noticeEndpoints.readNoticeWishes, {
    authenticate,
    handler: ({ identity }) => readWishes(deps, identity.accountId),
  });
  mountEndpoint(router, noticeEndpoints.setNoticeWishes, {
    authenticate,
    handler: ({ identity, body }) => setWishes(deps, identity.accountId, body),
  });
  mountEndpoint(router, noticeEndpoints.deleteNotice, {
    authenticate,
    handler: ({ identity, params }) => deleteNotice(deps, identity.accountId, params.id),
  });
}
