import OperationalIcon from '@mui/icons-material/CheckCircleRounded';
import DownIcon from '@mui/icons-material/CancelRounded';
import UnknownIcon from '@mui/icons-material/HelpOutlineRounded';
import DegradedIcon from '@mui/icons-material/WarningRounded';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { HealthStatus } from '@smart-ai-hub/contracts';

export const healthLooks = {
  operational: { word: 'Operational', Icon: OperationalIcon, color: 'success.main' },
  degraded: { word: 'Degraded', Icon: DegradedIcon, color: 'warning.main' },
  down: { word: 'Down', Icon: DownIcon, color: 'error.main' },
  unknown: { word: 'Not called lately', Icon: UnknownIcon, color: 'text.secondary' },
} as const satisfies Record<HealthStatus, object>;

/** How something does: by a word, by the form of an icon, and by color last. */
export function HealthBadge({ status }: { status: HealthStatus }) {
  const { word, Icon, color } = healthLooks[status];
  return (
    <Stack component="span" direction="row" sx={{ gap: 0.75, alignItems: 'center', color, flexShrink: 0 }}>
      <Icon aria-hidden="true" sx={{ fontSize: '1.15rem' }} />
      <Typography component="span" variant="body2" sx={{ fontWeight: 560, color: 'inherit' }}>
        {word}
      </Typography>
    </Stack>
  );
}
