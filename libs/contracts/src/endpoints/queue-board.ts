import { defineEndpoint } from './define-endpoint.ts';

/** Administrators look into the queues on a page of its own, which a browser can only open with a cookie. */
export const queueBoardEndpoints = {
  openQueueBoard: defineEndpoint({
    method: 'POST',
    path: '/api/admin/queues/session',
    summary: 'Set the cookie with which `/admin/queues` can be opened for ten minutes',
    auth: 'admin',
    status: 204,
    errors: [],
  }),
  readQueueBoard: defineEndpoint({
    method: 'GET',
    path: '/admin/queues',
    summary: 'The queues as a page for administrators; it changes nothing, and shows no prompt, answer or secret',
    auth: 'public',
    cookie: 'queueBoardCookie',
    status: 200,
    mediaType: 'text/html',
    otherAnswers: { 303: { description: 'A browser without the cookie is led to the web app, which can get it one.' } },
    errors: ['unauthenticated'],
  }),
};
