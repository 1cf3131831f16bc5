import TextField from '@mui/material/TextField';

type DayFieldProps = { label: string; value: string; onChange: (day: string) => void };

/** A day of UTC like `2026-11-26`; empty for none. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextField
      type="date"
      size="small"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ width: 150 }}
    />
  );
}
