import Chip, { type ChipProps } from '@mui/material/Chip';
import type { RunState } from '@smart-ai-hub/contracts';

export const runStateNames: Record<RunState, string> = {
  queued: 'Queued',
  running: 'Running',
  done: 'Done',
  error: 'Failed',
  cancelled: 'Stopped',
  interrupted: 'Cut off',
  capped: 'Capped',
};

const colors: Record<RunState, NonNullable<ChipProps['color']>> = {
  queued: 'default',
  running: 'info',
  done: 'success',
  error: 'error',
  cancelled: 'default',
  interrupted: 'warning',
  capped: 'warning',
};

/** How a run stands, in words and by color. */
export function RunStateChip({ state }: { state: RunState }) {
  return <Chip size="small" variant="outlined" label={runStateNames[state]} color={colors[state]} />;
}
