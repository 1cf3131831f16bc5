import LedgerIcon from '@mui/icons-material/ReceiptLongOutlined';
import { type TransactionType, transactionTypeSchema } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useAccountTransactionsQuery } from '../../shared/api/hub-api.ts';
import { transactionTypeNames } from '../../shared/ui/describe-transaction.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SelectField } from '../../shared/ui/select-field.tsx';
import { TransactionTable } from '../../shared/ui/transaction-table.tsx';

type Filter = TransactionType | '';

const PAGE_SIZE = 20;
const types: readonly (readonly [Filter, string])[] = [
  ['', 'All entries'],
  ...transactionTypeSchema.options.map((type) => [type, transactionTypeNames[type]] as const),
];

/** The ledger of an account, as its owner sees it. */
export function AccountLedger({ accountId }: { accountId: string }) {
  const [type, setType] = useState<Filter>('');
  const [page, setPage] = useState(1);
  const query = useAccountTransactionsQuery(
    { params: { id: accountId }, query: { page, limit: PAGE_SIZE, ...(type !== '' && { type }) } },
    { refetchOnMountOrArgChange: true },
  );
  const choose = (next: Filter) => {
    setType(next);
    setPage(1);
  };
  return (
    <Panel
      title="Ledger"
      description="All amounts in credits. They add up to the balance."
      action={<SelectField label="Type" value={type} options={types} onChange={choose} sx={{ minWidth: 180 }} />}
      flush
    >
      <PagedList
        query={query}
        label="entries"
        one="entry"
        page={page}
        onPage={setPage}
        empty={
          <EmptyState icon={<LedgerIcon />} title={type === '' ? 'No entries yet' : 'No entries fit'}>
            {type === '' ? 'Nothing has changed or held credits of this account.' : 'Choose another type.'}
          </EmptyState>
        }
      >
        {({ transactions }) => (
          <TransactionTable label="Ledger" transactions={transactions} isStale={query.isFetching} />
        )}
      </PagedList>
    </Panel>
  );
}
