/** Why the hub ends a connection of `/ws`: the close code, and the words beside it. A message that is too large is closed with 1009 by the protocol itself. */
export const socketCloses = {
  restart: { code: 1012, reason: 'service restart' },
  unauthenticated: { code: 4401, reason: 'not signed in' },
  tooManyConnections: { code: 4429, reason: 'too many connections' },
  tokenExpired: { code: 4440, reason: 'access token expired' },
} as const;

export type SocketClose = (typeof socketCloses)[keyof typeof socketCloses];

export type SocketLimits = {
  messageBytes: number;
  unsignedBytes: number;
  signInMs: number;
  subscriptions: number;
  connectionsPerAccount: number;
  unsignedConnections: number;
};

/** What a connection of `/ws` may take up. */
export const socketLimits: SocketLimits = {
  /** As long as the body of `POST /api/runs`. */
  messageBytes: 20 * 1024 * 1024,
  /** All that is read of a client who has not signed in. */
  unsignedBytes: 32 * 1024,
  signInMs: 10_000,
  /** Runs whose events one connection may be sent at the same time. */
  subscriptions: 100,
  /** Of one account, to one instance of the gateway. */
  connectionsPerAccount: 200,
  /** To one instance, of clients who have not signed in yet. */
  unsignedConnections: 500,
};
