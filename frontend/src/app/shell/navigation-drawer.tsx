import ApiIcon from '@mui/icons-material/ApiOutlined';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import { NavLink } from 'react-router';
import { Brand } from '../../shared/ui/brand.tsx';
import { navigation } from './navigation.ts';

const DRAWER_WIDTH = 232;

const itemStyle = {
  borderRadius: 1.25,
  color: 'text.secondary',
  py: 0.75,
  '& .MuiListItemIcon-root': { minWidth: 36, color: 'inherit' },
  '&.active': {
    color: 'text.primary',
    bgcolor: 'action.selected',
    '& .MuiListItemIcon-root': { color: 'primary.main' },
  },
};

function NavigationList({ onNavigate }: { onNavigate?: () => void }) {
  return (
    <Box component="nav" aria-label="Main">
      <List sx={{ px: 1.5, py: 2, display: 'grid', gap: 0.5 }}>
        {navigation.map(({ to, label, Icon }) => (
          <ListItem key={to} disablePadding>
            <ListItemButton component={NavLink} to={to} sx={itemStyle} {...(onNavigate && { onClick: onNavigate })}>
              <ListItemIcon>
                <Icon fontSize="small" />
              </ListItemIcon>
              <ListItemText
                primary={label}
                slotProps={{ primary: { sx: { fontSize: '0.9375rem', fontWeight: 540 } } }}
              />
            </ListItemButton>
          </ListItem>
        ))}
        <ListItem disablePadding>
          <ListItemButton component="a" href="/docs" sx={itemStyle}>
            <ListItemIcon>
              <ApiIcon fontSize="small" />
            </ListItemIcon>
            <ListItemText
              primary="API reference"
              slotProps={{ primary: { sx: { fontSize: '0.9375rem', fontWeight: 540 } } }}
            />
          </ListItemButton>
        </ListItem>
      </List>
    </Box>
  );
}

/** Always there on a desktop; on a phone a menu that opens over the page. */
export function NavigationDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <>
      <Drawer
        variant="permanent"
        sx={{
          display: { xs: 'none', md: 'block' },
          '& .MuiDrawer-paper': {
            width: DRAWER_WIDTH,
            top: 'var(--app-bar-height)',
            height: 'calc(100dvh - var(--app-bar-height))',
            bgcolor: 'background.default',
          },
        }}
      >
        <NavigationList />
      </Drawer>
      <Drawer
        variant="temporary"
        open={isOpen}
        onClose={onClose}
        sx={{ display: { md: 'none' }, zIndex: 'modal' }}
        slotProps={{ paper: { sx: { width: 272 }, 'aria-label': 'Menu' } }}
      >
        <Box sx={{ px: 2.5, pt: 2 }}>
          <Brand />
        </Box>
        <NavigationList onNavigate={onClose} />
      </Drawer>
    </>
  );
}
