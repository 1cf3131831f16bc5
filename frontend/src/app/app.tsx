import { Provider } from 'react-redux';
import { RouterProvider } from 'react-router/dom';
import { ThemeProvider } from '../theme/theme-provider.tsx';
import type { createAppRouter } from './routes.tsx';
import type { AppStore } from './store.ts';

export function App({ store, router }: { store: AppStore; router: ReturnType<typeof createAppRouter> }) {
  return (
    <Provider store={store}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </Provider>
  );
}
