import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useId, useState } from 'react';
import { formatCount } from '../../shared/ui/format.ts';
import { monospace } from '../../theme/theme.ts';
import { foldText } from './fold-text.ts';

/** A text exactly as it was said; of a long one the beginning, until it is asked for. */
export function FoldedText({ text, isCode = false }: { text: string; isCode?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const folded = foldText(text);
  return (
    <Box>
      <Box
        id={id}
        sx={{
          ...{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', lineHeight: 1.65 },
          ...(isCode && { fontFamily: monospace, fontSize: '0.8125rem' }),
        }}
      >
        {folded === undefined || isOpen ? text : `${folded}…`}
      </Box>
      {folded !== undefined && (
        <Button
          size="small"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          sx={{ mt: 0.5, ml: -0.75 }}
        >
          {isOpen ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </Button>
      )}
    </Box>
  );
}
