import Box from '@mui/material/Box';
import { monospace } from '../../theme/theme.ts';
import { CopyButton } from './copy-button.tsx';

/** A snippet to copy. It scrolls sideways rather than wrapping, and can be scrolled by keyboard. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <Box
      sx={{
        position: 'relative',
        borderRadius: 2,
        border: 1,
        borderColor: 'divider',
        bgcolor: 'background.default',
        minWidth: 0,
      }}
    >
      <Box
        component="pre"
        tabIndex={0}
        role="region"
        aria-label={label}
        sx={{
          m: 0,
          p: 2,
          pr: 6,
          overflowX: 'auto',
          fontFamily: monospace,
          fontSize: '0.8125rem',
          lineHeight: 1.65,
          borderRadius: 2,
        }}
      >
        {code}
      </Box>
      <Box sx={{ position: 'absolute', top: 8, right: 8, bgcolor: 'background.default', borderRadius: 1 }}>
        <CopyButton text={code} label="Copy code" />
      </Box>
    </Box>
  );
}
