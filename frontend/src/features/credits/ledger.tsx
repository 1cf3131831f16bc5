import DownloadIcon from '@mui/icons-material/DownloadRounded';
import LedgerIcon from '@mui/icons-material/ReceiptLongOutlined';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { type TransactionType, transactionTypeSchema } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useSaveTransactionsMutation, useTransactionsQuery } from '../../shared/api/hub-api.ts';
import { DayField } from '../../shared/ui/day-field.tsx';
import { transactionTypeNames } from '../../shared/ui/describe-transaction.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { SelectField } from '../../shared/ui/select-field.tsx';
import { TransactionTable } from '../../shared/ui/transaction-table.tsx';

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

const types: readonly (readonly [Filter, string])[] = [
  ['all', 'All entries'],
  ...transactionTypeSchema.options.map((type) => [type, transactionTypeNames[type]] as const),
];

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
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
        <DayField label="From" value={value.from} onChange={(from) => onChange({ ...value, from })} />
        <DayField label="Before" value={value.to} onChange={(to) => onChange({ ...value, to })} />
        <SelectField
          label="Type"
          value={value.type}
          options={types}
          onChange={(type) => onChange({ ...value, type })}
          sx={{ minWidth: 180 }}
        />
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
          <TransactionTable label="Ledger" transactions={data.transactions} isStale={isFetching} />
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
