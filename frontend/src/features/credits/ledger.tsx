import LedgerIcon from '@mui/icons-material/ReceiptLongOutlined';
import Pagination from '@mui/material/Pagination';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type Transaction, type TransactionType, transactionTypeSchema } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useTransactionsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCount } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';
import { transactionTypeNames } from './describe-transaction.ts';
import { TransactionRow } from './transaction-row.tsx';

type Filter = TransactionType | 'all';

const PAGE_SIZE = 20;

function TypeFilter({ value, onChange }: { value: Filter; onChange: (value: Filter) => void }) {
  return (
    <TextField
      select
      size="small"
      label="Type"
      value={value}
      onChange={(event) => onChange(event.target.value as Filter)}
      slotProps={{ select: { native: true } }}
      sx={{ minWidth: 180 }}
    >
      <option value="all">All entries</option>
      {transactionTypeSchema.options.map((type) => (
        <option key={type} value={type}>
          {transactionTypeNames[type]}
        </option>
      ))}
    </TextField>
  );
}

function LedgerTable({ transactions, isStale }: { transactions: readonly Transaction[]; isStale: boolean }) {
  const onlyWide = { display: { xs: 'none', sm: 'table-cell' } };
  return (
    <Table aria-label="Ledger" aria-busy={isStale} sx={{ opacity: isStale ? 0.6 : 1 }}>
      <TableHead>
        <TableRow sx={{ '& > th': { borderBottom: 0, py: 1 } }}>
          <TableCell sx={{ width: 44 }}>
            <VisuallyHidden>Details</VisuallyHidden>
          </TableCell>
          <TableCell sx={{ pl: 1 }}>Entry</TableCell>
          <TableCell sx={onlyWide}>Date</TableCell>
          <TableCell align="right">Amount</TableCell>
          <TableCell align="right" sx={{ ...onlyWide, pr: 3 }}>
            Balance after
          </TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {transactions.map((transaction) => (
          <TransactionRow key={transaction.id} transaction={transaction} />
        ))}
      </TableBody>
    </Table>
  );
}

function LoadingLedger() {
  return (
    <Stack role="status" aria-label="Loading the ledger" sx={{ gap: 1.5, px: 3, pb: 3 }}>
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} variant="rounded" height={48} />
      ))}
    </Stack>
  );
}

function EmptyLedger({ filter }: { filter: Filter }) {
  const isAll = filter === 'all';
  return (
    <EmptyState
      icon={<LedgerIcon />}
      title={isAll ? 'No entries yet' : `No entries of type “${transactionTypeNames[filter]}”`}
    >
      {isAll
        ? 'Whatever changes or holds your credits is written here, and stays.'
        : 'Choose another type to see the rest of the ledger.'}
    </EmptyState>
  );
}

type PagerProps = { page: number; totalPages: number; total: number; onPage: (page: number) => void };

function Pager({ page, totalPages, total, onPage }: PagerProps) {
  return (
    <Stack
      direction="row"
      sx={{
        justifyContent: 'space-between',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1,
        px: { xs: 2, sm: 3 },
        py: 1.5,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {formatCount(total)} {total === 1 ? 'entry' : 'entries'}
      </Typography>
      {totalPages > 1 && (
        <Pagination
          size="small"
          count={totalPages}
          page={page}
          onChange={(_, next) => onPage(next)}
          aria-label="Pages of the ledger"
        />
      )}
    </Stack>
  );
}

/** Every entry of the account's ledger, newest first. */
export function Ledger() {
  const [filter, setFilter] = useState<Filter>('all');
  const [page, setPage] = useState(1);
  const { data, error, isFetching, refetch } = useTransactionsQuery(
    { query: { page, limit: PAGE_SIZE, ...(filter !== 'all' && { type: filter }) } },
    { refetchOnMountOrArgChange: 10 },
  );
  const choose = (next: Filter) => {
    setFilter(next);
    setPage(1);
  };
  return (
    <Panel
      title="Ledger"
      description="All amounts in credits. They add up to your balance."
      action={<TypeFilter value={filter} onChange={choose} />}
      flush
    >
      {error && (
        <Stack sx={{ p: 2 }}>
          <QueryProblem error={error} onRetry={() => void refetch()} />
        </Stack>
      )}
      {!error && !data && <LoadingLedger />}
      {!error && data?.total === 0 && !isFetching && <EmptyLedger filter={filter} />}
      {!error && data && data.total > 0 && (
        <>
          <LedgerTable transactions={data.transactions} isStale={isFetching} />
          <Pager page={page} totalPages={data.totalPages} total={data.total} onPage={setPage} />
        </>
      )}
    </Panel>
  );
}
