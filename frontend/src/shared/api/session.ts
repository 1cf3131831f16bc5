import type { ThunkAction, ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import { accountEndpoints } from '@smart-ai-hub/contracts';
import type { StoreExtra } from './endpoint-makers.ts';
import { hubApi } from './hub-api.ts';
import {
  sessionEnded,
  sessionRestoring,
  type SessionState,
  sessionStarted,
  sessionUnreachable,
} from './session-slice.ts';
import type { SignedIn } from './session-tokens.ts';

type SessionRoot = { session: SessionState; hubApi: ReturnType<typeof hubApi.reducer> };
type SessionThunk<Result> = ThunkAction<Result, SessionRoot, StoreExtra, UnknownAction>;
export type SessionDispatch = ThunkDispatch<SessionRoot, StoreExtra, UnknownAction>;

/** Takes over what register, login and refresh answer with. */
export function startSession({ user, token }: SignedIn): SessionThunk<void> {
  return (dispatch, _, { client }) => {
    client.tokens.set(token);
    void dispatch(hubApi.util.upsertQueryData('me', undefined, { user }));
    dispatch(sessionStarted());
  };
}

/** Forgets everything that belonged to the session; nothing of it may be seen by who signs in next. */
export function endSession(options: { expired: boolean }): SessionThunk<void> {
  return (dispatch, _, { client }) => {
    client.tokens.clear();
    dispatch(sessionEnded(options));
    dispatch(hubApi.util.resetApiState());
  };
}

/** On page load: the refresh cookie, which scripts cannot see, decides whether there is a session. */
export function restoreSession(): SessionThunk<Promise<void>> {
  return async (dispatch, _, { client }) => {
    dispatch(sessionRestoring());
    const result = await client.tokens.refresh();
    if ('data' in result) dispatch(startSession(result.data));
    else if (result.problem.status === 401) dispatch(sessionEnded({ expired: false }));
    else dispatch(sessionUnreachable());
  };
}

/** Signs out here at once; the server is told as well, and a server that cannot be told does not keep anybody signed in here. */
export function signOut(): SessionThunk<Promise<void>> {
  return async (dispatch, _, { client }) => {
    const told = client.send(accountEndpoints.logout);
    dispatch(endSession({ expired: false }));
    await told;
  };
}
