import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider as MuiThemeProvider } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { theme } from './theme.ts';

// `speedy` writes rules through the CSSOM, so the <style> elements stay empty and the Content-Security-Policy can name the
// hash of the empty string in place of 'unsafe-inline'.
const styles = createCache({ key: 'hub', speedy: true });

/** Theme, base styles and the style cache; light, dark or the system's scheme is remembered by MUI. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <CacheProvider value={styles}>
      <MuiThemeProvider theme={theme} defaultMode="system">
        <CssBaseline enableColorScheme />
        {children}
      </MuiThemeProvider>
    </CacheProvider>
  );
}
