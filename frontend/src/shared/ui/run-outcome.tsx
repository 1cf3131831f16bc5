import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import type { Run } from '@smart-ai-hub/contracts';
import { Credits } from './credits.tsx';
import { RunStateChip } from './run-state-chip.tsx';

/** How a run stands and what it cost: the end of its row in a list. */
export function RunOutcome({ run: { state, cost } }: { run: Run }) {
  return (
    <Stack
      direction={{ xs: 'column-reverse', sm: 'row' }}
      sx={{ alignItems: { xs: 'flex-end', sm: 'center' }, gap: { xs: 0.5, sm: 2 } }}
    >
      <RunStateChip state={state} />
      <Box sx={{ minWidth: 84, textAlign: 'right' }}>
        {cost === null ? '–' : <Credits amount={cost} format="aligned" />}
      </Box>
    </Stack>
  );
}
