import Link from '@mui/material/Link';
import { Link as RouterLink, useLocation } from 'react-router';
import { AuthLayout } from './auth-layout.tsx';
import { RegisterForm } from './register-form.tsx';

export function RegisterPage() {
  const { state } = useLocation();
  return (
    <AuthLayout
      title="Create your account"
      description="It takes a minute, and starts with welcome credits where your operator grants them."
      footer={
        <>
          Already have an account?{' '}
          <Link component={RouterLink} to="/login" state={state}>
            Sign in
          </Link>
        </>
      }
    >
      <RegisterForm />
    </AuthLayout>
  );
}
