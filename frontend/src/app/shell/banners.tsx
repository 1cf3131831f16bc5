import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import { DebtBanner } from './debt-banner.tsx';
import { OfflineBanner } from './offline-banner.tsx';

const HEIGHT = '--banners-height';

/** What every page says at its top. A page that fills the screen, as the chat does, leaves as much of it free as they are high. */
export function Banners() {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = frame;
    const { style } = document.documentElement;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => style.setProperty(HEIGHT, `${current.offsetHeight}px`));
    observer.observe(current);
    return () => {
      observer.disconnect();
      style.removeProperty(HEIGHT);
    };
  }, []);
  return (
    <Box ref={frame} sx={{ displayPrint: 'none' }}>
      <OfflineBanner />
      <DebtBanner />
    </Box>
  );
}
