import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { type accountEndpoints, loginBodySchema } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useDispatch } from 'react-redux';
import type { EndpointInput } from '../../shared/api/endpoint-query.ts';
import { useLoginMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { type SessionDispatch, startSession } from '../../shared/api/session.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

type LoginValues = EndpointInput<typeof accountEndpoints.login>['body'];

const fieldNames = ['email', 'password'] as const;

const loginFormSchema = loginBodySchema.extend({
  password: loginBodySchema.shape.password.min(1, 'enter your password'),
});

export function LoginForm() {
  const dispatch = useDispatch<SessionDispatch>();
  const [login, { error, isLoading }] = useLoginMutation();
  const { register, handleSubmit, setError, formState } = useForm<LoginValues>({
    resolver: zodResolver(loginFormSchema),
    defaultValues: { email: '', password: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await login({ body });
    if (result.data) dispatch(startSession(result.data));
    else if (isProblem(result.error)) applyFieldErrors(result.error, fieldNames, setError);
  });
  return (
    <Stack component="form" noValidate onSubmit={submit} aria-label="Sign in" sx={{ gap: 2.25 }}>
      {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
      <FormTextField
        label="E-mail"
        type="email"
        autoComplete="username"
        field={register('email')}
        fieldError={formState.errors.email}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        field={register('password')}
        fieldError={formState.errors.password}
      />
      <Button type="submit" variant="contained" size="large" loading={isLoading}>
        Sign in
      </Button>
    </Stack>
  );
}
