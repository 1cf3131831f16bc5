import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { Splash } from '../shared/ui/splash.tsx';
import { AdminOnly } from './admin-only.tsx';
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
    path: '/credits/statements/:month',
    lazy: async () => ({ Component: (await import('../features/credits/statement-page.tsx')).StatementPage }),
  },
  {
    path: '/usage',
    lazy: async () => ({ Component: (await import('../features/usage/usage-page.tsx')).UsagePage }),
  },
  {
    path: '/runs',
    lazy: async () => ({ Component: (await import('../features/runs/runs-page.tsx')).RunsPage }),
  },
  {
    path: '/runs/:id',
    lazy: async () => ({ Component: (await import('../features/runs/run-page.tsx')).RunPage }),
  },
  {
    path: '/payment/success',
    lazy: async () => ({
      Component: (await import('../features/credits/payment-success-page.tsx')).PaymentSuccessPage,
    }),
  },
  {
    path: '/payment/cancel',
    lazy: async () => ({
      Component: (await import('../features/credits/payment-cancel-page.tsx')).PaymentCancelPage,
    }),
  },
  {
    path: '/keys',
    lazy: async () => ({ Component: (await import('../features/api-keys/api-keys-page.tsx')).ApiKeysPage }),
  },
  {
    path: '/batches',
    lazy: async () => ({ Component: (await import('../features/batches/batches-page.tsx')).BatchesPage }),
  },
  {
    path: '/batches/new',
    lazy: async () => ({ Component: (await import('../features/batches/new-batch-page.tsx')).NewBatchPage }),
  },
  {
    path: '/webhooks',
    lazy: async () => ({ Component: (await import('../features/webhooks/webhooks-page.tsx')).WebhooksPage }),
  },
  {
    path: '/webhooks/:id',
    lazy: async () => ({ Component: (await import('../features/webhooks/webhook-page.tsx')).WebhookPage }),
  },
  {
    path: '/settings',
    lazy: async () => ({ Component: (await import('../features/settings/settings-page.tsx')).SettingsPage }),
  },
];

/** Not below /admin, which is the gateway's. */
const adminRoutes: RouteObject[] = [
  {
    path: '/administration/accounts',
    lazy: async () => ({ Component: (await import('../features/accounts/accounts-page.tsx')).AccountsPage }),
  },
  {
    path: '/administration/accounts/:id',
    lazy: async () => ({ Component: (await import('../features/accounts/account-page.tsx')).AccountPage }),
  },
  {
    path: '/administration/payments',
    lazy: async () => ({ Component: (await import('../features/payments/payments-page.tsx')).PaymentsPage }),
  },
  {
    path: '/administration/promo-codes',
    lazy: async () => ({ Component: (await import('../features/promo-codes/promo-codes-page.tsx')).PromoCodesPage }),
  },
  {
    path: '/administration/audits',
    lazy: async () => ({ Component: (await import('../features/audits/audits-page.tsx')).AuditsPage }),
  },
  {
    path: '/administration/usage',
    lazy: async () => ({ Component: (await import('../features/usage/all-usage-page.tsx')).AllUsagePage }),
  },
  {
    path: '/queues',
    lazy: async () => ({ Component: (await import('../features/queues/queues-page.tsx')).QueuesPage }),
  },
];

const routes: RouteObject[] = [
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: Splash,
    children: [
      { path: '/', element: <Navigate to="/dashboard" replace /> },
      {
        path: '/status',
        lazy: async () => ({ Component: (await import('../features/status/status-page.tsx')).StatusPage }),
      },
      { Component: GuestOnly, children: guestRoutes },
      {
        Component: SessionOnly,
        children: [
          {
            lazy: async () => ({ Component: (await import('./shell/app-shell.tsx')).AppShell }),
            // A page that fails leaves the app bar and the menu usable.
            children: [
              {
                ErrorBoundary: ErrorPage,
                children: [...sessionRoutes, { Component: AdminOnly, children: adminRoutes }],
              },
            ],
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
