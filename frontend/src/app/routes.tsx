import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { Splash } from '../shared/ui/splash.tsx';
import { ErrorPage } from './error-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { GuestOnly, SessionOnly } from './session-guards.tsx';

const guestRoutes: RouteObject[] = [
  {
    path: '/login',
    lazy: async () => ({ Component: (await import('../features/account/login-page.tsx')).LoginPage }),
  },
  {
    path: '/register',
    lazy: async () => ({ Component: (await import('../features/account/register-page.tsx')).RegisterPage }),
  },
];

const sessionRoutes: RouteObject[] = [
  {
    path: '/dashboard',
    lazy: async () => ({ Component: (await import('../features/dashboard/dashboard-page.tsx')).DashboardPage }),
  },
  { path: '/chat', lazy: async () => ({ Component: (await import('../features/chat/chat-page.tsx')).ChatPage }) },
  {
    path: '/models',
    lazy: async () => ({ Component: (await import('../features/models/models-page.tsx')).ModelsPage }),
  },
  {
    path: '/credits',
    lazy: async () => ({ Component: (await import('../features/credits/credits-page.tsx')).CreditsPage }),
  },
  {
    path: '/settings',
    lazy: async () => ({ Component: (await import('../features/settings/settings-page.tsx')).SettingsPage }),
  },
];

const routes: RouteObject[] = [
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: Splash,
    children: [
      { path: '/', element: <Navigate to="/dashboard" replace /> },
      { Component: GuestOnly, children: guestRoutes },
      {
        Component: SessionOnly,
        children: [
          {
            lazy: async () => ({ Component: (await import('./shell/app-shell.tsx')).AppShell }),
            // A page that fails leaves the app bar and the menu usable.
            children: [{ ErrorBoundary: ErrorPage, children: sessionRoutes }],
          },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
];

/** Every page is a chunk of its own; only what the sign-in page needs is in the first load. */
export function createAppRouter() {
  return createBrowserRouter(routes);
}
