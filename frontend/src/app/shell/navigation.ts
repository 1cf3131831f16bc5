import UsageIcon from '@mui/icons-material/BarChartRounded';
import ApiIcon from '@mui/icons-material/ApiOutlined';
import BatchesIcon from '@mui/icons-material/DynamicFeedOutlined';
import AuditsIcon from '@mui/icons-material/FactCheckOutlined';
import ForumIcon from '@mui/icons-material/ForumOutlined';
import KeyIcon from '@mui/icons-material/KeyOutlined';
import PromoCodesIcon from '@mui/icons-material/LocalOfferOutlined';
import AccountsIcon from '@mui/icons-material/ManageAccountsOutlined';
import PaymentsIcon from '@mui/icons-material/PaymentsOutlined';
import ModelsIcon from '@mui/icons-material/SellOutlined';
import RunsIcon from '@mui/icons-material/ManageSearchRounded';
import QueuesIcon from '@mui/icons-material/QueueOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import DashboardIcon from '@mui/icons-material/SpaceDashboardOutlined';
import AllUsageIcon from '@mui/icons-material/StackedBarChartRounded';
import CreditsIcon from '@mui/icons-material/TollOutlined';
import WebhookIcon from '@mui/icons-material/WebhookOutlined';

export type Place = {
  to: string;
  label: string;
  Icon: typeof KeyIcon;
  /** Not a page of the web app: the browser loads it anew. */
  isElsewhere?: boolean;
};

/** The first group needs no name: it is what the app is for. */
export type PlaceGroup = { label?: string; places: readonly Place[] };

/** The places of the app, as the drawer lists them. */
export const navigation: readonly PlaceGroup[] = [
  {
    places: [
      { to: '/dashboard', label: 'Dashboard', Icon: DashboardIcon },
      { to: '/chat', label: 'AI services', Icon: ForumIcon },
      { to: '/models', label: 'Models', Icon: ModelsIcon },
    ],
  },
  {
    label: 'Developers',
    places: [
      { to: '/keys', label: 'API keys', Icon: KeyIcon },
      { to: '/batches', label: 'Batches', Icon: BatchesIcon },
      { to: '/webhooks', label: 'Webhooks', Icon: WebhookIcon },
      { to: '/runs', label: 'Request log', Icon: RunsIcon },
      { to: '/docs', label: 'API reference', Icon: ApiIcon, isElsewhere: true },
    ],
  },
  {
    label: 'Account',
    places: [
      { to: '/usage', label: 'Usage', Icon: UsageIcon },
      { to: '/credits', label: 'Credits', Icon: CreditsIcon },
      { to: '/settings', label: 'Settings', Icon: SettingsIcon },
    ],
  },
];

/** What only administrators find in the drawer. */
export const administration: PlaceGroup = {
  label: 'Administration',
  places: [
    { to: '/administration/accounts', label: 'Accounts', Icon: AccountsIcon },
    { to: '/administration/payments', label: 'Payments', Icon: PaymentsIcon },
    { to: '/administration/promo-codes', label: 'Promo codes', Icon: PromoCodesIcon },
    { to: '/administration/usage', label: 'All usage', Icon: AllUsageIcon },
    { to: '/administration/audits', label: 'Audits', Icon: AuditsIcon },
    { to: '/queues', label: 'Queues', Icon: QueuesIcon },
  ],
};
