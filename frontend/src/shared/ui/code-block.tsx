import Box from '@mui/material/Box';
import { monospace } from '../../theme/theme.ts';
import { CopyButton } from './copy-button.tsx';

type CodeBlockProps = {
  code: string;
  label: string;
  /** For a single long word such as a key, which has no lines to keep. */
  wrap?: boolean;
};

const frame = {
  display: 'flex',
  alignItems: 'flex-start',
  minWidth: 0,
  borderRadius: 1.25,
  border: 1,
  borderColor: 'divider',
  bgcolor: 'background.default',
};

/** A snippet to copy. It scrolls sideways rather than wrapping, and can be scrolled by keyboard. */
export function CodeBlock({ code, label, wrap = false }: CodeBlockProps) {
  return (
    <Box sx={frame}>
      <Box
        component="pre"
        tabIndex={0}
        role="group"
        aria-label={label}
        sx={{
          flex: 1,
          minWidth: 0,
          m: 0,
          p: 2,
          overflowX: 'auto',
          fontFamily: monospace,
          fontSize: '0.8125rem',
          lineHeight: 1.65,
          borderRadius: 1.25,
          ...(wrap && { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
        }}
      >
        {code}
      </Box>
      <Box sx={{ p: 1 }}>
        <CopyButton text={code} label="Copy code" />
      </Box>
    </Box>
  );
}
