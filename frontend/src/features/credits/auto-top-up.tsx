import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { AutoTopUp as Rule } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useAutoTopUpQuery, usePackagesQuery, useSetAutoTopUpMutation } from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { formatCredits, formatDateTime, formatPrice } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { AutoTopUpDialog } from './auto-top-up-dialog.tsx';

function Spent({ spent, limit }: { spent: number; limit: number }) {
  const text = `${formatPrice(spent)} of ${formatPrice(limit)} spent this month`;
  return (
    <Stack sx={{ gap: 0.75 }}>
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {text}
      </Typography>
      <LinearProgress
        variant="determinate"
        value={Math.min(100, (spent / limit) * 100)}
        aria-label="Spent by automatic top-ups this month"
        aria-valuetext={text}
        sx={{ height: 8, borderRadius: 4, bgcolor: 'action.selected' }}
      />
    </Stack>
  );
}

function RuleInForce({ rule, packageName }: { rule: Rule; packageName: string }) {
  const { threshold, monthlyLimit, spentThisMonth, consentedAt, pausedReason } = rule;
  return (
    <Stack sx={{ gap: 1.5, maxWidth: 620 }}>
      {pausedReason !== null && (
        <Alert severity="warning" variant="outlined">
          Nothing is bought at the moment. {pausedReason} Mend that, then agree again by “Change”.
        </Alert>
      )}
      <Typography>
        {packageName} is bought when fewer than {formatCredits(threshold ?? 0)} credits are available.
      </Typography>
      {monthlyLimit !== null && <Spent spent={spentThisMonth} limit={monthlyLimit} />}
      {consentedAt !== null && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          You agreed on {formatDateTime(consentedAt)}.
        </Typography>
      )}
    </Stack>
  );
}

function SwitchOffDialog({ onClose }: { onClose: () => void }) {
  const [set, { error, isLoading }] = useSetAutoTopUpMutation();
  const confirm = async () => {
    const result = await set({ body: { enabled: false } });
    if (!result.error) onClose();
  };
  return (
    <ConfirmDialog
      title="Switch automatic top-ups off?"
      keep="Keep them"
      confirm="Switch off"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Nothing more is bought by itself. The card stays with the payment provider until you remove it there, under
      “Invoices and cards”.
    </ConfirmDialog>
  );
}

type Opened = 'terms' | 'off' | undefined;

function Actions({ rule, onOpen }: { rule: Rule; onOpen: (opened: Opened) => void }) {
  if (!rule.enabled) {
    return (
      <Button size="small" variant="outlined" onClick={() => onOpen('terms')}>
        Set up
      </Button>
    );
  }
  return (
    <Stack direction="row" sx={{ gap: 1 }}>
      <Button size="small" variant="outlined" onClick={() => onOpen('terms')}>
        Change
      </Button>
      <Button size="small" variant="outlined" color="error" onClick={() => onOpen('off')}>
        Switch off
      </Button>
    </Stack>
  );
}

/** Credits that are bought by themselves, if their owner agreed to that. A hub that sells none has no such thing. */
export function AutoTopUp() {
  const [opened, setOpened] = useState<Opened>();
  const { data: offer } = usePackagesQuery();
  const { data, error, refetch } = useAutoTopUpQuery(undefined, { refetchOnMountOrArgChange: 10 });
  const rule = data?.autoTopUp;
  if (offer?.provider === 'none') return null;
  const packageName = offer?.packages.find(({ id }) => id === rule?.packageId)?.name ?? 'A package';
  return (
    <Panel
      title="Automatic top-up"
      description="Off unless you switch it on."
      action={rule && <Actions rule={rule} onOpen={setOpened} />}
    >
      {error && !rule && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !rule && <Skeleton variant="rounded" height={48} aria-label="Loading the automatic top-up" />}
      {rule?.enabled === false && (
        <Typography sx={{ color: 'text.secondary', maxWidth: 620 }}>
          Your calls need not stop when credits run low: a package can be bought by itself, within a limit for each
          month. It takes a card that the payment provider keeps: buy a package once with the box above ticked.
        </Typography>
      )}
      {rule?.enabled && <RuleInForce rule={rule} packageName={packageName} />}
      {opened === 'terms' && rule && offer && (
        <AutoTopUpDialog rule={rule} packages={offer.packages} onClose={() => setOpened(undefined)} />
      )}
      {opened === 'off' && <SwitchOffDialog onClose={() => setOpened(undefined)} />}
    </Panel>
  );
}
