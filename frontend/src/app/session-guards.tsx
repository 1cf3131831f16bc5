import { useDispatch, useSelector } from 'react-redux';
import { Navigate, Outlet, useLocation } from 'react-router';
import { restoreSession, type SessionDispatch } from '../shared/api/session.ts';
import { selectSession } from '../shared/api/session-slice.ts';
import { Splash } from '../shared/ui/splash.tsx';

type ReturnState = { from?: string } | null;

function Unreachable() {
  const dispatch = useDispatch<SessionDispatch>();
  return <Splash onRetry={() => void dispatch(restoreSession())} />;
}

/** Pages of a signed-in person; anybody else is sent to sign in and comes back afterwards. */
export function SessionOnly() {
  const { status } = useSelector(selectSession);
  const { pathname, search } = useLocation();
  if (status === 'restoring') return <Splash />;
  if (status === 'unreachable') return <Unreachable />;
  if (status === 'signedOut') return <Navigate to="/login" replace state={{ from: pathname + search }} />;
  return <Outlet />;
}

/** Sign-in and sign-up; who is signed in already goes where they wanted to. */
export function GuestOnly() {
  const { status } = useSelector(selectSession);
  const state = useLocation().state as ReturnState;
  if (status === 'restoring') return <Splash />;
  if (status === 'signedIn') return <Navigate to={state?.from ?? '/dashboard'} replace />;
  return <Outlet />;
}
