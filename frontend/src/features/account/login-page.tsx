import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import { useSelector } from 'react-redux';
import { Link as RouterLink, useLocation } from 'react-router';
import { selectSession } from '../../shared/api/session-slice.ts';
import { AuthLayout } from './auth-layout.tsx';
import { LoginForm } from './login-form.tsx';

export function LoginPage() {
  const { expired } = useSelector(selectSession);
  const { state } = useLocation();
  return (
    <AuthLayout
      title="Sign in"
      description="Welcome back."
      footer={
        <>
          New here?{' '}
          <Link component={RouterLink} to="/register" state={state}>
            Create an account
          </Link>
        </>
      }
    >
      {expired && (
        <Alert severity="info" variant="outlined">
          Your session has ended. Sign in again to go on.
        </Alert>
      )}
      <LoginForm />
    </AuthLayout>
  );
}
