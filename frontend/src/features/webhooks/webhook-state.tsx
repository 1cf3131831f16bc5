import DisabledIcon from '@mui/icons-material/PauseCircleOutlineRounded';
import EnabledIcon from '@mui/icons-material/CheckCircleOutlineRounded';
import FailingIcon from '@mui/icons-material/WarningAmberRounded';
import Chip from '@mui/material/Chip';
import type { Webhook } from '@smart-ai-hub/contracts';

function lookOf({ enabled, failingSince }: Webhook) {
  if (!enabled) return { label: 'Disabled', color: 'default', Icon: DisabledIcon } as const;
  if (failingSince !== null) return { label: 'Failing', color: 'warning', Icon: FailingIcon } as const;
  return { label: 'Enabled', color: 'success', Icon: EnabledIcon } as const;
}

/** Whether a webhook is told of events, and whether it takes them. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { label, color, Icon } = lookOf(webhook);
  return <Chip size="small" variant="outlined" label={label} color={color} icon={<Icon />} />;
}
