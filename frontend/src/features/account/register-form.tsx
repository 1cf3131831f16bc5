import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { type accountEndpoints, registerBodySchema } from '@smart-ai-hub/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { useDispatch } from 'react-redux';
import type { EndpointInput } from '../../shared/api/endpoint-query.ts';
import { useRegisterMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { type SessionDispatch, startSession } from '../../shared/api/session.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { PasswordField } from '../../shared/ui/password-field.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { passwordHint } from './password-hint.ts';

type RegisterValues = EndpointInput<typeof accountEndpoints.register>['body'];

const fieldNames = ['firstName', 'lastName', 'email', 'password'] as const;

/** The form's state, and what happens when it is sent. */
function useRegisterForm() {
  const dispatch = useDispatch<SessionDispatch>();
  const [signUp, { error, isLoading }] = useRegisterMutation();
  const { register, handleSubmit, setError, formState, control } = useForm<RegisterValues>({
    resolver: zodResolver(registerBodySchema),
    defaultValues: { firstName: '', lastName: '', email: '', password: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await signUp({ body });
    if (result.data) dispatch(startSession(result.data));
    else if (isProblem(result.error)) applyFieldErrors(result.error, fieldNames, setError);
  });
  return { register, control, submit, errors: formState.errors, error, isLoading };
}

export function RegisterForm() {
  const { register, control, submit, errors, error, isLoading } = useRegisterForm();
  const password = useWatch({ control, name: 'password' });
  return (
    <Stack component="form" noValidate onSubmit={submit} aria-label="Create your account" sx={{ gap: 2.25 }}>
      {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
      <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 2.25 }}>
        <FormTextField
          label="First name"
          autoComplete="given-name"
          field={register('firstName')}
          fieldError={errors.firstName}
        />
        <FormTextField
          label="Last name"
          autoComplete="family-name"
          field={register('lastName')}
          fieldError={errors.lastName}
        />
      </Stack>
      <FormTextField
        label="E-mail"
        type="email"
        autoComplete="username"
        field={register('email')}
        fieldError={errors.email}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        helperText={passwordHint(password)}
        field={register('password')}
        fieldError={errors.password}
      />
      <Button type="submit" variant="contained" size="large" loading={isLoading}>
        Create account
      </Button>
    </Stack>
  );
}
