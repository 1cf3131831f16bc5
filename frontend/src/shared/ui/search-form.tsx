import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { type ReactNode, type SubmitEvent, useState } from 'react';

type SearchFormProps = {
  label: string;
  /** What can be typed, as the label of the field. */
  what: string;
  value: string;
  onSearch: (text: string) => void;
  /** Further filters, which hold as soon as they are chosen. */
  children?: ReactNode;
};

/** Looks for what was typed when it is sent; give it a `key` of its value, so that it follows the address. */
export function SearchForm({ label, what, value, onSearch, children }: SearchFormProps) {
  const [text, setText] = useState(value);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <Stack
      component="form"
      role="search"
      aria-label={label}
      direction="row"
      onSubmit={submit}
      sx={{ gap: 1.5, flexWrap: 'wrap', width: { xs: '100%', sm: 'auto' } }}
    >
      <TextField
        type="search"
        size="small"
        label={what}
        value={text}
        onChange={(event) => setText(event.target.value)}
        sx={{ width: { xs: '100%', sm: 280 } }}
      />
      <Button type="submit" variant="outlined" sx={{ height: 40 }}>
        Find
      </Button>
      {children}
    </Stack>
  );
}
