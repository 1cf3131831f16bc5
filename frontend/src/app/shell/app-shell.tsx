import Box from '@mui/material/Box';
import { domAnimation, LazyMotion, MotionConfig } from 'framer-motion';
import { useState } from 'react';
import { ScrollRestoration } from 'react-router';
import { AppHeader } from './app-header.tsx';
import { Banners } from './banners.tsx';
import { NavigationDrawer } from './navigation-drawer.tsx';
import { PageTransition } from './page-transition.tsx';
import { SkipLink } from './skip-link.tsx';

const APP_BAR_HEIGHT = '60px';

/** The frame of every page of a signed-in person: app bar, drawer and the page itself. */
export function AppShell() {
  const [isMenuOpen, setMenuOpen] = useState(false);
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">
        <Box sx={{ '--app-bar-height': APP_BAR_HEIGHT, minHeight: '100dvh' }}>
          <SkipLink />
          <ScrollRestoration />
          <AppHeader onMenu={() => setMenuOpen(true)} />
          <NavigationDrawer isOpen={isMenuOpen} onClose={() => setMenuOpen(false)} />
          <Box
            component="main"
            id="main"
            tabIndex={-1}
            sx={{ ml: { md: '232px' }, '@media print': { ml: 0 }, minWidth: 0, outline: 'none' }}
          >
            <Banners />
            <PageTransition />
          </Box>
        </Box>
      </MotionConfig>
    </LazyMotion>
  );
}
