import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { CopyButton } from '../../shared/ui/copy-button.tsx';
import { FoldedText } from './folded-text.tsx';
import { type Piece, textOf } from './read-conversation.ts';

function PieceView({ piece: { title, text, isCode = false } }: { piece: Piece }) {
  if (title === undefined) return <FoldedText text={text} />;
  return (
    <Box sx={{ pl: 1.5, borderLeft: 2, borderColor: 'divider' }}>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', mb: 0.25 }}>
        {title}
      </Typography>
      <FoldedText text={text} isCode={isCode} />
    </Box>
  );
}

type SaidItemProps = {
  /** Who said it. */
  title: string;
  pieces: readonly Piece[];
  /** Names it among the others for a screen reader. */
  copyLabel: string;
  /** What stands there when nothing was said. */
  nothing: string;
  isAnswer?: boolean;
};

/** What one side said at a time, with a button that copies it. */
export function SaidItem({ title, pieces, copyLabel, nothing, isAnswer = false }: SaidItemProps) {
  return (
    <Box component="li" sx={{ px: { xs: 2, sm: 3 }, py: 1.5, ...(isAnswer && { bgcolor: 'action.hover' }) }}>
      <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', gap: 1, minHeight: 32 }}>
        <Typography variant="subtitle2" component="h3">
          {title}
        </Typography>
        {pieces.length > 0 && <CopyButton text={textOf(pieces)} label={copyLabel} />}
      </Stack>
      <Stack sx={{ gap: 1.5, mt: 0.5, maxWidth: '80ch' }}>
        {pieces.length === 0 && <Typography sx={{ color: 'text.secondary' }}>{nothing}</Typography>}
        {pieces.map((piece, index) => (
          <PieceView key={index} piece={piece} />
        ))}
      </Stack>
    </Box>
  );
}
