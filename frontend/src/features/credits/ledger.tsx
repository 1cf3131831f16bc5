import DownloadIcon from '@mui/icons-material/DownloadRounded';
import LedgerIcon from '@mui/icons-material/ReceiptLongOutlined';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import { type Transaction, type TransactionType, transactionTypeSchema } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useSaveTransactionsMutation, useTransactionsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { VisuallyHidden } from '../../shared/ui/visually-hidden.tsx';
import { transactionTypeNames } from './describe-transaction.ts';
import { TransactionRow } from './transaction-row.tsx';

type Filter = TransactionType | 'all';
type LedgerFilterValue = { type: Filter; from: string; to: string };

const everything: LedgerFilterValue = { type: 'all', from: '', to: '' };

/** An empty field asks for everything; days are those of UTC. */
const queryOf = ({ type, from, to }: LedgerFilterValue) => ({
  ...(type !== 'all' && { type }),
  ...(from !== '' && { from }),
  ...(to !== '' && { to }),
});

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

function EmptyLedger({ isAll }: { isAll: boolean }) {
  return (
    <EmptyState icon={<LedgerIcon />} title={isAll ? 'No entries yet' : 'No entries fit'}>
      {isAll
        ? 'Whatever changes or holds your credits is written here, and stays.'
        : 'Choose other days or another type to see the rest of the ledger.'}
    </EmptyState>
  );
}

type LedgerFilterProps = { value: LedgerFilterValue; onChange: (value: LedgerFilterValue) => void };

function LedgerFilter({ value, onChange }: LedgerFilterProps) {
  const [save, { error, isLoading }] = useSaveTransactionsMutation();
  const download = () => void save({ query: queryOf(value), fileName: 'credits.csv' });
  const day = (name: 'from' | 'to', label: string) => (
    <TextField
      type="date"
      size="small"
      label={label}
      value={value[name]}
      onChange={(event) => onChange({ ...value, [name]: event.target.value })}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ width: 150 }}
    />
  );
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
        {day('from', 'From')}
        {day('to', 'Before')}
        <TypeFilter value={value.type} onChange={(type) => onChange({ ...value, type })} />
        <Button variant="outlined" startIcon={<DownloadIcon />} loading={isLoading} onClick={download}>
          CSV
        </Button>
      </Stack>
      {error && <QueryProblem error={error} onRetry={download} />}
    </Stack>
  );
}

/** Every entry of the account's ledger, newest first. */
export function Ledger() {
  const [filter, setFilter] = useState(everything);
  const [page, setPage] = useState(1);
  const { data, error, isFetching, refetch } = useTransactionsQuery(
    { query: { page, limit: PAGE_SIZE, ...queryOf(filter) } },
    { refetchOnMountOrArgChange: 10 },
  );
  const choose = (next: LedgerFilterValue) => {
    setFilter(next);
    setPage(1);
  };
  return (
    <Panel
      title="Ledger"
      description="All amounts in credits. They add up to your balance."
      action={<LedgerFilter value={filter} onChange={choose} />}
      flush
    >
      {error && (
        <Stack sx={{ p: 2 }}>
          <QueryProblem error={error} onRetry={() => void refetch()} />
        </Stack>
      )}
      {!error && !data && <LoadingLedger />}
      {!error && data?.total === 0 && !isFetching && <EmptyLedger isAll={Object.keys(queryOf(filter)).length === 0} />}
      {!error && data && data.total > 0 && (
        <>
          <LedgerTable transactions={data.transactions} isStale={isFetching} />
          <Pager
            label="entries"
            one="entry"
            page={page}
            totalPages={data.totalPages}
            total={data.total}
            onPage={setPage}
          />
        </>
      )}
    </Panel>
  );
}
