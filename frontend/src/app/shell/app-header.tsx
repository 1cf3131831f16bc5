import MenuIcon from '@mui/icons-material/MenuRounded';
import AppBar from '@mui/material/AppBar';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Toolbar from '@mui/material/Toolbar';
import { Link } from 'react-router';
import { Brand } from '../../shared/ui/brand.tsx';
import { BalanceChip } from './balance-chip.tsx';
import { NotificationsMenu } from './notifications-menu.tsx';
import { ProfileMenu } from './profile-menu.tsx';

const homeLink = {
  display: 'inline-flex',
  color: 'inherit',
  textDecoration: 'none',
  borderRadius: 2,
  '&:focus-visible': { outline: 2, outlineColor: 'primary.main', outlineOffset: 3 },
};

export function AppHeader({ onMenu }: { onMenu: () => void }) {
  return (
    <AppBar
      position="sticky"
      color="inherit"
      elevation={0}
      sx={{
        bgcolor: 'background.default',
        borderBottom: 1,
        borderColor: 'divider',
        zIndex: (theme) => theme.zIndex.drawer + 1,
        displayPrint: 'none',
      }}
    >
      <Toolbar
        disableGutters
        sx={{ minHeight: 'var(--app-bar-height) !important', px: { xs: 1, sm: 2.5 }, gap: { xs: 0.5, sm: 1.5 } }}
      >
        <IconButton onClick={onMenu} aria-label="Open the menu" sx={{ display: { md: 'none' } }}>
          <MenuIcon />
        </IconButton>
        <Box component={Link} to="/dashboard" aria-label="Smart AI Hub" sx={homeLink}>
          <Brand hideNameOnPhone />
        </Box>
        <Box sx={{ flex: 1 }} />
        <BalanceChip />
        <NotificationsMenu />
        <ProfileMenu />
      </Toolbar>
    </AppBar>
  );
}
