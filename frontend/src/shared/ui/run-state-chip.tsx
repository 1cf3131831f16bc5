import Chip, { type ChipProps } from '@mui/material/Chip';
import type { RunState } from '@smart-ai-hub/contracts';

const states: Record<RunState, { label: string; color: NonNullable<ChipProps['color']> }> = {
  queued: { label: 'Queued', color: 'default' },
  running: { label: 'Running', color: 'info' },
  done: { label: 'Done', color: 'success' },
  error: { label: 'Failed', color: 'error' },
  cancelled: { label: 'Stopped', color: 'default' },
  interrupted: { label: 'Cut off', color: 'warning' },
  capped: { label: 'Capped', color: 'warning' },
};

/** How a run stands, in words and by color. */
export function RunStateChip({ state }: { state: RunState }) {
  return <Chip size="small" variant="outlined" label={states[state].label} color={states[state].color} />;
}
