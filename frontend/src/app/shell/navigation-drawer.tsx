import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import { Brand } from '../../shared/ui/brand.tsx';
import { NavigationList } from './navigation-list.tsx';

const DRAWER_WIDTH = 232;

/** Always there on a desktop; on a phone a menu that opens over the page. */
export function NavigationDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <>
      <Drawer
        variant="permanent"
        sx={{
          display: { xs: 'none', md: 'block' },
          displayPrint: 'none',
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
