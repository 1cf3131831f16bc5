import type { Identity } from '@smart-ai-hub/contracts';
import type { AuthInfo } from '@modelcontextprotocol/server';

/** Who calls, and whether they are still there to hear the answer. */
export type Caller = { identity: Identity; hungUp: AbortSignal };

type CallerInfo = AuthInfo & { extra: { caller: Caller } };

/** What the SDK hands through to the factory of servers; the credential itself goes no further than the authenticator. */
export function callerInfoOf(caller: Caller): CallerInfo {
  const { apiKeyId, sessionId, userId } = caller.identity;
  return { token: '', clientId: apiKeyId ?? sessionId ?? userId, scopes: [], extra: { caller } };
}

/** The caller that the route attached. Without one the request went past the authenticator, which must never serve. */
export function callerOf(authInfo: AuthInfo | undefined): Caller {
  if (!isCallerInfo(authInfo)) throw new Error('a request reached the MCP server without a caller');
  return authInfo.extra.caller;
}

function isCallerInfo(authInfo: AuthInfo | undefined): authInfo is CallerInfo {
  return authInfo?.extra?.['caller'] !== undefined;
}
