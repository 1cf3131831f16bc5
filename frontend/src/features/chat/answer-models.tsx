import HandoverIcon from '@mui/icons-material/SwapHorizRounded';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { errorTable } from '@smart-ai-hub/contracts';
import type { Answer, Handover } from './chat-slice.ts';
import { costFacts } from './cost-line.tsx';

/** E.g. `The provider is unavailable` in the middle of a sentence. */
function asClause({ reason }: Handover): string {
  const { title } = errorTable[reason];
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** Who wrote what, where that is not simply the model that was asked for; undefined where it is. */
export function describeModels({ models, model, handovers }: Pick<Answer, 'models' | 'model' | 'handovers'>) {
  const [asked] = models;
  if (handovers.length > 0) {
    return handovers.map((handover) =>
      handover.from === handover.to
        ? `${handover.from} broke off (${asClause(handover)}) and went on at that very place.`
        : `${handover.from} broke off (${asClause(handover)}); ${handover.to} went on at that very place.`,
    );
  }
  return asked === undefined || model === asked ? undefined : [`${model} answered in place of ${asked}.`];
}

function Parts({ parts }: Pick<Answer, 'parts'>) {
  return (
    <Box
      component="dl"
      aria-label="What each model wrote and cost"
      sx={{ m: 0, display: 'grid', gridTemplateColumns: { sm: 'max-content 1fr' }, columnGap: 2, rowGap: { sm: 0.25 } }}
    >
      {parts.map(({ model, usage, costMicros }, at) => (
        <Box key={at} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="caption" sx={{ fontWeight: 560, color: 'text.primary' }}>
            {model}
          </Typography>
          <Typography component="dd" variant="caption" sx={{ m: 0, fontVariantNumeric: 'tabular-nums' }}>
            {costFacts(usage, costMicros).join(' · ')}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

/** Says so when another model than the one that was asked for answered, or finished the answer, and what each part cost. */
export function AnswerModels({ answer }: { answer: Answer }) {
  const sentences = describeModels(answer);
  if (sentences === undefined) return null;
  return (
    <Stack
      role="note"
      aria-label="Who answered"
      direction="row"
      sx={{
        gap: 1.25,
        px: 1.5,
        py: 1,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.25,
        color: 'text.secondary',
        bgcolor: 'background.paper',
        width: 'fit-content',
        maxWidth: '100%',
      }}
    >
      <HandoverIcon aria-hidden="true" sx={{ fontSize: '1.15rem', mt: '1px', color: 'primary.main' }} />
      <Stack sx={{ gap: 0.5, minWidth: 0 }}>
        {sentences.map((sentence) => (
          <Typography key={sentence} variant="caption" component="p">
            {sentence}
          </Typography>
        ))}
        {answer.parts.length > 1 && <Parts parts={answer.parts} />}
      </Stack>
    </Stack>
  );
}
