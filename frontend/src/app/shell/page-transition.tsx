import { m } from 'framer-motion';
import { Outlet, useLocation } from 'react-router';

/** A page fades in and rises a little. Nobody waits for the old page to leave, and reduced motion leaves only the fade. */
export function PageTransition() {
  const { pathname } = useLocation();
  return (
    <m.div
      key={pathname}
      initial={{ opacity: 0, y: 6 }}
      animate={{ opacity: 1, y: 0 }}
      transition={{ duration: 0.18, ease: 'easeOut' }}
    >
      <Outlet />
    </m.div>
  );
}
