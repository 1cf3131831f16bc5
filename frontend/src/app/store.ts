import { configureStore } from '@reduxjs/toolkit';
import { setupListeners } from '@reduxjs/toolkit/query';
import { chatSlice } from '../features/chat/chat-slice.ts';
import type { StoreExtra } from '../shared/api/endpoint-makers.ts';
import { hubApi } from '../shared/api/hub-api.ts';
import { createHubClient, type HubClientOptions } from '../shared/api/hub-client.ts';
import { endSession } from '../shared/api/session.ts';
import { sessionSlice } from '../shared/api/session-slice.ts';

/** The composition root of the web app: one store, one client. */
export function createAppStore(options: Omit<HubClientOptions, 'onSessionLost'>) {
  const client = createHubClient({
    ...options,
    onSessionLost: () => void store.dispatch(endSession({ expired: true })),
  });
  const extraArgument: StoreExtra = { client };
  const store = configureStore({
    reducer: {
      [hubApi.reducerPath]: hubApi.reducer,
      [sessionSlice.name]: sessionSlice.reducer,
      [chatSlice.name]: chatSlice.reducer,
    },
    // A browser's extension would read prompts and answers there.
    devTools: false,
    middleware: (defaults) => defaults({ thunk: { extraArgument } }).concat(hubApi.middleware),
  });
  setupListeners(store.dispatch);
  return store;
}

export type AppStore = ReturnType<typeof createAppStore>;
