import TextField, { type TextFieldProps } from '@mui/material/TextField';
import type { FieldError, UseFormRegisterReturn } from 'react-hook-form';

type FormTextFieldProps = TextFieldProps & { field: UseFormRegisterReturn; fieldError: FieldError | undefined };

/** Messages in contracts are fragments ("must not be empty"), which also fit behind a path; beside a field they stand as a sentence. */
export function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A text field of a form: registered, labelled, its error below it in place of the hint. */
export function FormTextField({ field, fieldError, helperText, ...props }: FormTextFieldProps) {
  const { ref, ...registration } = field;
  const message = fieldError?.message;
  return (
    <TextField
      {...registration}
      inputRef={ref}
      fullWidth
      error={fieldError !== undefined}
      helperText={message === undefined || message === '' ? helperText : asSentence(message)}
      {...props}
    />
  );
}
