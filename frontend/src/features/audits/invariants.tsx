import BrokenIcon from '@mui/icons-material/ErrorOutlineRounded';
import HoldsIcon from '@mui/icons-material/CheckCircleOutlineRounded';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { AuditFinding } from '@smart-ai-hub/contracts';
import { useAuditsQuery } from '../../shared/api/hub-api.ts';
import { formatCount, formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';

/** Some audits at the newest end may still run, or may have failed: their results come later, or never. */
const LOOKED_AT = 10;

function Invariant({ name, finding }: { name: string; finding: AuditFinding | undefined }) {
  const Icon = finding ? BrokenIcon : HoldsIcon;
  return (
    <Stack component="li" direction="row" sx={{ gap: 1.25, py: 0.5, alignItems: 'flex-start' }}>
      <Icon fontSize="small" color={finding ? 'error' : 'success'} sx={{ mt: 0.25 }} />
      <Typography variant="body2">
        {name.charAt(0).toUpperCase() + name.slice(1)}
        {finding && (
          <Box component="strong" sx={{ color: 'error.main' }}>
            {`: not so for ${formatCount(finding.violations)} of ${formatCount(finding.checked)}`}
          </Box>
        )}
      </Typography>
    </Stack>
  );
}

function describeResult(all: number, broken: number): string {
  return broken === 0 ? `All ${all} invariants hold` : `${broken} of ${all} invariants do not hold`;
}

/** What is checked, and whether it held in the last audit that came to a result. */
export function Invariants() {
  const { data, error, refetch } = useAuditsQuery(
    { query: { page: 1, limit: LOOKED_AT } },
    { refetchOnMountOrArgChange: true },
  );
  const last = data?.audits.find(({ violations }) => violations !== null);
  return (
    <Panel
      title={data && last ? describeResult(data.invariants.length, last.findings.length) : 'Invariants'}
      description={last ? `In the audit of ${formatDateTime(last.startedAt)}.` : 'No audit has come to a result yet.'}
    >
      {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading the invariants" />}
      {data && last && (
        <Box component="ul" aria-label="Invariants" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {data.invariants.map(({ invariant, name }) => (
            <Invariant
              key={invariant}
              name={name}
              finding={last.findings.find((finding) => finding.invariant === invariant)}
            />
          ))}
        </Box>
      )}
    </Panel>
  );
}
