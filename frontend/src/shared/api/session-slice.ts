import { createSlice } from '@reduxjs/toolkit';

/** `unreachable`: the hub did not answer, so it is not known whether there is a session. */
export type SessionStatus = 'restoring' | 'signedIn' | 'signedOut' | 'unreachable';

export type SessionState = {
  status: SessionStatus;
  /** True when the server ended the session, so that the sign-in page can say why it is shown. */
  expired: boolean;
};

const initialState: SessionState = { status: 'restoring', expired: false } as SessionState;

/** Whether somebody is signed in. Who it is lies in the `me` query; the token lies in neither. */
export const sessionSlice = createSlice({
  name: 'session',
  initialState,
  reducers: {
    sessionRestoring: () => ({ status: 'restoring' as const, expired: false }),
    sessionStarted: () => ({ status: 'signedIn' as const, expired: false }),
    sessionUnreachable: () => ({ status: 'unreachable' as const, expired: false }),
    sessionEnded: (_, action: { payload: { expired: boolean }; type: string }) => ({
      status: 'signedOut' as const,
      expired: action.payload.expired,
    }),
  },
});

export const { sessionRestoring, sessionStarted, sessionUnreachable, sessionEnded } = sessionSlice.actions;

export const selectSession = (state: { session: SessionState }): SessionState => state.session;
