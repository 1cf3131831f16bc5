import './zod-config.ts';
import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { restoreSession } from '../shared/api/session.ts';
import { App } from './app.tsx';
import { createAppRouter } from './routes.tsx';
import { createAppStore } from './store.ts';

const store = createAppStore({ fetch: globalThis.fetch.bind(globalThis), locks: navigator.locks });
const router = createAppRouter();
void store.dispatch(restoreSession());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with id "root"');
createRoot(root).render(
  <StrictMode>
    <App store={store} router={router} />
  </StrictMode>,
);
