import { defineEndpoint } from './define-endpoint.ts';

/** Where a WebSocket is opened; what is said over it is declared in `socket/`. */
export const socketEndpoints = {
  openSocket: defineEndpoint({
    method: 'GET',
    path: '/ws',
    summary: 'Open a WebSocket: start runs, read their events, resume and stop them over one connection',
    description:
      'Sign in by `Authorization: Bearer` with an access token or an API key, or, where headers cannot be set, by a first message ' +
      '`{"type":"authenticate","token":"…"}` within ten seconds. A browser may connect from the address of the web app only. Every ' +
      'message is one JSON text. The client says `authenticate`, `start`, `subscribe`, `unsubscribe`, `cancel` and `ping`; the hub says ' +
      '`authenticated`, `run`, `event`, `error` and `pong`. An event’s `id` is the same as that of the server-sent events of ' +
      '`GET /api/runs/{id}/events`, and resumes either.',
    auth: 'public',
    status: 101,
    errors: ['unauthenticated', 'invalid_api_key', 'forbidden', 'websocket_required', 'rate_limited', 'draining'],
  }),
};
