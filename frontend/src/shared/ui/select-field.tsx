import TextField, { type TextFieldProps } from '@mui/material/TextField';

type SelectFieldProps<Value extends string> = {
  label: string;
  value: Value;
  /** What each value is called, in the order in which they are listed. */
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
  sx?: NonNullable<TextFieldProps['sx']>;
};

/** A small choice of one of several, by the browser's own list. */
export function SelectField<Value extends string>({ label, value, options, onChange, sx }: SelectFieldProps<Value>) {
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 140, ...sx }}
    >
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </TextField>
  );
}
