import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Chip, { type ChipProps } from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Audit, AuditFinding } from '@smart-ai-hub/contracts';
import { formatCount, formatDateTime, formatDuration } from '../../shared/ui/format.ts';
import { AccountLinks } from './account-links.tsx';

const states: Record<Audit['state'], { label: string; color: NonNullable<ChipProps['color']> }> = {
  running: { label: 'Running', color: 'info' },
  clean: { label: 'Clean', color: 'success' },
  violated: { label: 'Violated', color: 'error' },
  failed: { label: 'Failed', color: 'warning' },
  abandoned: { label: 'Abandoned', color: 'default' },
};

function describeWork({ startedAt, finishedAt, checked, violations }: Audit): string {
  const tookMs = finishedAt === null ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
  return [
    tookMs === undefined ? 'not finished' : `took ${formatDuration(tookMs)}`,
    checked === null ? '' : `${formatCount(checked)} rows checked`,
    violations === null ? '' : `${formatCount(violations)} ${violations === 1 ? 'violation' : 'violations'}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function Finding({ finding: { name, checked, violations, offendingIds, accountIds } }: { finding: AuditFinding }) {
  return (
    <Alert severity="error" variant="outlined" sx={{ '& .MuiAlert-message': { minWidth: 0 } }}>
      <Typography sx={{ fontWeight: 600 }}>Not so: {name}</Typography>
      <Typography variant="body2">
        {formatCount(violations)} of {formatCount(checked)}, the first: {offendingIds.join(', ')}
      </Typography>
      {accountIds.length > 0 && <AccountLinks label="Accounts" ids={accountIds} />}
    </Alert>
  );
}

/** One check of the whole ledger: how it ended, what did not hold, and who was frozen for it. */
export function AuditRow({ audit }: { audit: Audit }) {
  const { state, startedAt, findings, frozenAccountIds, error } = audit;
  const { label, color } = states[state];
  return (
    <Stack component="li" sx={{ gap: 1, px: { xs: 2, sm: 3 }, py: 1.5 }}>
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 2 }}>
        <Box>
          <Typography sx={{ fontWeight: 540 }}>{formatDateTime(startedAt)}</Typography>
          <Typography variant="caption" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
            {describeWork(audit)}
          </Typography>
        </Box>
        <Chip size="small" variant="outlined" label={label} color={color} />
      </Stack>
      {error !== null && (
        <Alert severity="warning" variant="outlined">
          {error}
        </Alert>
      )}
      {findings.map((finding) => (
        <Finding key={finding.invariant} finding={finding} />
      ))}
      {frozenAccountIds.length > 0 && <AccountLinks label="Frozen by this audit" ids={frozenAccountIds} />}
    </Stack>
  );
}
