import DashboardIcon from '@mui/icons-material/SpaceDashboardOutlined';
import ForumIcon from '@mui/icons-material/ForumOutlined';
import ModelsIcon from '@mui/icons-material/SellOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import CreditsIcon from '@mui/icons-material/TollOutlined';

/** The places of the app, as the drawer lists them. */
export const navigation = [
  { to: '/dashboard', label: 'Dashboard', Icon: DashboardIcon },
  { to: '/chat', label: 'AI services', Icon: ForumIcon },
  { to: '/models', label: 'Models', Icon: ModelsIcon },
  { to: '/credits', label: 'Credits', Icon: CreditsIcon },
  { to: '/settings', label: 'Settings', Icon: SettingsIcon },
] as const;
