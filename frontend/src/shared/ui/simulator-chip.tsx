import Chip from '@mui/material/Chip';

/** Stands wherever a model of the built-in simulator is named: its answers are made up. */
export function SimulatorChip() {
  return <Chip size="small" label="Simulator" color="warning" variant="outlined" />;
}
