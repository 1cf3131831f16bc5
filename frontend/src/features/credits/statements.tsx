import StatementIcon from '@mui/icons-material/SummarizeOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useStatementsQuery } from '../../shared/api/hub-api.ts';
import { formatMonth } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { StatementFile } from './statement-file.tsx';

const FEW = 3;

/** The current month is always the first: it is the only one that still changes. */
function StatementRow({ month, isCurrent }: { month: string; isCurrent: boolean }) {
  return (
    <Stack
      component="li"
      direction="row"
      sx={{ alignItems: 'center', gap: 2, px: { xs: 2, sm: 3 }, py: 1.25, flexWrap: 'wrap' }}
    >
      <StatementIcon fontSize="small" sx={{ color: 'text.secondary' }} />
      <Box sx={{ flex: 1, minWidth: 150 }}>
        <Link component={RouterLink} to={`/credits/statements/${month}`}>
          {formatMonth(month)}
        </Link>
        {isCurrent && (
          <Typography variant="caption" sx={{ color: 'text.secondary', ml: 1 }}>
            so far
          </Typography>
        )}
      </Box>
      <StatementFile month={month} size="small" />
    </Stack>
  );
}

/** A statement for each month since the account was opened. */
export function Statements() {
  const [isWhole, setWhole] = useState(false);
  const { data, error, refetch } = useStatementsQuery(undefined, { refetchOnMountOrArgChange: 60 });
  const months = data?.months ?? [];
  return (
    <Panel title="Statements" description="What each month (of UTC) began with, brought in, used and ended with." flush>
      {error && !data && (
        <Box sx={{ p: 2 }}>
          <QueryProblem error={error} onRetry={() => void refetch()} />
        </Box>
      )}
      {!error && !data && <LoadingRows label="Loading the statements" rows={1} />}
      <RowList label="Statements">
        {months.slice(0, isWhole ? undefined : FEW).map((month) => (
          <StatementRow key={month} month={month} isCurrent={month === months[0]} />
        ))}
      </RowList>
      {!isWhole && months.length > FEW && (
        <Box sx={{ px: { xs: 1, sm: 2 }, pb: 1.5 }}>
          <Button size="small" onClick={() => setWhole(true)}>
            All {months.length} months
          </Button>
        </Box>
      )}
    </Panel>
  );
}
