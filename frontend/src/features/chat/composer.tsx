import ArrowUpwardIcon from '@mui/icons-material/ArrowUpwardRounded';
import StopIcon from '@mui/icons-material/StopRounded';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useState } from 'react';
import { hasKeyboard } from './has-keyboard.ts';

type ComposerProps = {
  isRunning: boolean;
  isStopping: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
};

const frame = {
  alignItems: 'flex-end',
  gap: 1,
  p: 1,
  pl: 2,
  border: 1,
  borderColor: 'divider',
  borderRadius: 2,
  bgcolor: 'background.paper',
  '&:focus-within': { borderColor: 'primary.main', boxShadow: '0 0 0 1px var(--mui-palette-primary-main)' },
};

const roundButton = {
  width: 36,
  height: 36,
  bgcolor: 'primary.main',
  color: 'primary.contrastText',
  '&:hover': { bgcolor: 'primary.dark' },
  '&.Mui-disabled': { bgcolor: 'action.disabledBackground' },
};

function isSendKey(event: KeyboardEvent): boolean {
  // While an input method composes a word, Enter only accepts that word.
  return event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing;
}

type ComposerButtonProps = Pick<ComposerProps, 'isRunning' | 'isStopping' | 'onStop'> & { canSend: boolean };

/** Sends, and while an answer runs stops it. */
function ComposerButton({ isRunning, isStopping, canSend, onStop }: ComposerButtonProps) {
  return isRunning ? (
    <IconButton aria-label="Stop the answer" onClick={onStop} disabled={isStopping} sx={roundButton}>
      <StopIcon fontSize="small" />
    </IconButton>
  ) : (
    <IconButton type="submit" aria-label="Send message" disabled={!canSend} sx={roundButton}>
      <ArrowUpwardIcon fontSize="small" />
    </IconButton>
  );
}

/** Where messages are written. Enter sends, Shift+Enter starts a new line. */
export function Composer({ isRunning, isStopping, onSend, onStop }: ComposerProps) {
  const [text, setText] = useState('');
  const canSend = !isRunning && text.trim() !== '';
  const send = () => {
    if (!canSend) return;
    onSend(text.trim());
    setText('');
  };
  return (
    <Stack
      component="form"
      aria-label="New message"
      sx={{ gap: 0.75 }}
      onSubmit={(event) => (event.preventDefault(), send())}
    >
      <Stack direction="row" sx={frame}>
        <InputBase
          multiline
          maxRows={8}
          fullWidth
          autoFocus={hasKeyboard()}
          value={text}
          placeholder="Write a message"
          inputProps={{ 'aria-label': 'Message', 'aria-describedby': 'composer-hint' }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            send();
          }}
          sx={{ py: 0.75, fontSize: '0.9375rem' }}
        />
        <ComposerButton isRunning={isRunning} isStopping={isStopping} canSend={canSend} onStop={onStop} />
      </Stack>
      <Typography
        id="composer-hint"
        variant="caption"
        sx={{ color: 'text.secondary', px: 0.5, display: { xs: 'none', sm: 'block' } }}
      >
        Enter sends, Shift+Enter starts a new line. The conversation so far is charged as input.
      </Typography>
    </Stack>
  );
}
