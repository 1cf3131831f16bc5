import PaymentsIcon from '@mui/icons-material/PaymentsOutlined';
import Chip from '@mui/material/Chip';
import { type AdministeredPayment, type PaymentState, paymentStateSchema } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useAllPaymentsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { paymentStateNames } from '../../shared/ui/payment-state-chip.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { SearchForm } from '../../shared/ui/search-form.tsx';
import { SelectField } from '../../shared/ui/select-field.tsx';
import { oneOf, useAddress } from '../../shared/ui/use-address.ts';
import { AdministeredPaymentRow } from './administered-payment-row.tsx';
import { RefundDialog } from './refund-dialog.tsx';

const PAGE_SIZE = 20;
const names = ['q', 'which', 'accountId'] as const;

/** A state, or those that a person has to look at. */
type Which = '' | PaymentState | 'problems';

const whichOptions: readonly (readonly [Which, string])[] = [
  ['', 'All payments'],
  ['problems', 'To be looked at'],
  ...paymentStateSchema.options.map((state) => [state, paymentStateNames[state]] as const),
];

function filterOf({ q, accountId }: { q: string; accountId: string }, which: Which) {
  return {
    ...(q !== '' && { q }),
    ...(accountId !== '' && { accountId }),
    ...(which === 'problems' ? { problems: true } : which !== '' && { state: which }),
  };
}

function Search() {
  const { said, say } = useAddress(names);
  return (
    <SearchForm
      key={said.q}
      label="Find payments"
      what="E-mail, or an id of ours or Stripe’s"
      value={said.q}
      onSearch={(q) => say({ q })}
    >
      <SelectField
        label="Which"
        value={oneOf(whichOptions, said.which)}
        options={whichOptions}
        onChange={(which) => say({ which })}
      />
      {said.accountId !== '' && (
        <Chip
          label={`Account ${said.accountId}`}
          onDelete={() => say({ accountId: '' })}
          sx={{ alignSelf: 'center', maxWidth: '100%' }}
        />
      )}
    </SearchForm>
  );
}

/** The payments of all accounts, the newest first, with the way to pay one back. */
export function AllPayments() {
  const { said, page, say } = useAddress(names);
  const [refunding, setRefunding] = useState<AdministeredPayment | null>(null);
  const query = useAllPaymentsQuery(
    { query: { page, limit: PAGE_SIZE, ...filterOf(said, oneOf(whichOptions, said.which)) } },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <Panel title="All payments" action={<Search />} flush>
      <PagedList
        query={query}
        label="payments"
        one="payment"
        page={page}
        onPage={(next) => say({}, next)}
        empty={
          <EmptyState icon={<PaymentsIcon />} title="No payment fits">
            What accounts buy is listed here, whether it was paid or not.
          </EmptyState>
        }
      >
        {({ payments }) => (
          <RowList label="Payments">
            {payments.map((payment) => (
              <AdministeredPaymentRow key={payment.id} payment={payment} onRefund={setRefunding} />
            ))}
          </RowList>
        )}
      </PagedList>
      {refunding && <RefundDialog payment={refunding} onClose={() => setRefunding(null)} />}
    </Panel>
  );
}
