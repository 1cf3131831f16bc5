import CheckIcon from '@mui/icons-material/CheckOutlined';
import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useCopy } from './use-copy.ts';

type CopyButtonProps = { text: string; label: string; withText?: boolean };

const words = { idle: undefined, copied: 'Copied', failed: 'Copying was refused: select the text instead' };

/** Copies `text`; the button's accessible name is `label` and turns to "Copied" for a moment. */
export function CopyButton({ text, label, withText = false }: CopyButtonProps) {
  const { state, copy } = useCopy(text);
  const icon = state === 'copied' ? <CheckIcon fontSize="inherit" /> : <CopyIcon fontSize="inherit" />;
  if (withText) {
    return (
      <Button variant="outlined" onClick={copy} startIcon={icon} aria-live="polite">
        {words[state] ?? label}
      </Button>
    );
  }
  return (
    <Tooltip title={words[state] ?? label}>
      <IconButton size="small" onClick={copy} aria-label={words[state] ?? label} sx={{ fontSize: '1rem' }}>
        {icon}
      </IconButton>
    </Tooltip>
  );
}
