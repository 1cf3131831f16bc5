import BooksIcon from '@mui/icons-material/FactCheckOutlined';
import Alert from '@mui/material/Alert';
import Chip from '@mui/material/Chip';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Reconciliation } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useReconciliationsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount, formatDateTime, formatDay, formatPrice } from '../../shared/ui/format.ts';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { differenceNames } from './describe-payment-problem.ts';

const PAGE_SIZE = 10;

function Outcome({ row: { finishedAt, error, differences } }: { row: Reconciliation }) {
  if (error !== null) return <Chip size="small" variant="outlined" color="error" label="Failed" />;
  if (finishedAt === null) return <Chip size="small" variant="outlined" color="info" label="Running" />;
  if (differences.length === 0) return <Chip size="small" variant="outlined" color="success" label="Agrees" />;
  const label = `${formatCount(differences.length)} ${differences.length === 1 ? 'difference' : 'differences'}`;
  return <Chip size="small" variant="outlined" color="warning" label={label} />;
}

function ReconciliationRow({ row }: { row: Reconciliation }) {
  const { day, lines, charged, refunded, disputed, fees, differences, error, finishedAt } = row;
  return (
    <Stack component="li" sx={{ gap: 0.75, px: { xs: 2, sm: 3 }, py: 1.75 }}>
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 2 }}>
        <Typography sx={{ fontWeight: 600 }}>{formatDay(day)}</Typography>
        <Outcome row={row} />
      </Stack>
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {formatPrice(charged)} charged · {formatPrice(refunded)} refunded · {formatPrice(disputed)} disputed ·{' '}
        {formatPrice(fees)} fees · {formatCount(lines)} lines of Stripe’s balance
        {finishedAt !== null && ` · compared ${formatDateTime(finishedAt)}`}
      </Typography>
      {error !== null && (
        <Alert severity="error" variant="outlined">
          {error}
        </Alert>
      )}
      {differences.map(({ kind, id, paymentId, detail }) => (
        <Alert key={`${kind} ${id}`} severity="warning" variant="outlined">
          {differenceNames[kind]}: {detail} ({id}, {paymentId})
        </Alert>
      ))}
    </Stack>
  );
}

/** Each day of Stripe's balance beside our payments. */
export function Reconciliations() {
  const [page, setPage] = useState(1);
  const query = useReconciliationsQuery({ query: { page, limit: PAGE_SIZE } }, { refetchOnMountOrArgChange: true });
  return (
    <Panel
      title="Comparison with Stripe’s books"
      description="Three hours after the end of each day of UTC, that day is compared."
      flush
    >
      <PagedList
        query={query}
        label="days"
        one="day"
        page={page}
        onPage={setPage}
        empty={
          <EmptyState icon={<BooksIcon />} title="No day was compared yet">
            The first comparison comes some hours after the first day that this hub sells credits.
          </EmptyState>
        }
      >
        {({ reconciliations }) => (
          <RowList label="Compared days">
            {reconciliations.map((row) => (
              <ReconciliationRow key={row.day} row={row} />
            ))}
          </RowList>
        )}
      </PagedList>
    </Panel>
  );
}
