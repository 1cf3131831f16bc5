import AccountsIcon from '@mui/icons-material/ManageAccountsOutlined';
import { useAccountsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { SearchForm } from '../../shared/ui/search-form.tsx';
import { SelectField } from '../../shared/ui/select-field.tsx';
import { oneOf, useAddress } from '../../shared/ui/use-address.ts';
import { AccountRow } from './account-row.tsx';

const PAGE_SIZE = 20;

const frozenOptions = [
  ['', 'All accounts'],
  ['true', 'Frozen'],
  ['false', 'Not frozen'],
] as const;

/** For administrators: every account, the newest first, and the way to one. */
export function AccountsPage() {
  const { said, page, say } = useAddress(['q', 'frozen']);
  const frozen = oneOf(frozenOptions, said.frozen);
  const query = useAccountsQuery(
    { query: { page, limit: PAGE_SIZE, ...(said.q !== '' && { q: said.q }), ...(frozen !== '' && { frozen }) } },
    { refetchOnMountOrArgChange: true },
  );
  const form = (
    <SearchForm
      key={said.q}
      label="Find accounts"
      what="E-mail, account or user id"
      value={said.q}
      onSearch={(q) => say({ q })}
    >
      <SelectField label="Which" value={frozen} options={frozenOptions} onChange={(next) => say({ frozen: next })} />
    </SearchForm>
  );
  return (
    <Page>
      <PageHeading title="Accounts" description="Whose they are, what they have, and whether they may make calls." />
      <Panel title="All accounts" action={form} flush>
        <PagedList
          query={query}
          label="accounts"
          one="account"
          page={page}
          onPage={(next) => say({}, next)}
          empty={
            <EmptyState icon={<AccountsIcon />} title="No account fits">
              An e-mail or an id has to be written out; parts of it find nothing.
            </EmptyState>
          }
        >
          {({ accounts }) => (
            <RowList label="Accounts">
              {accounts.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </RowList>
          )}
        </PagedList>
      </Panel>
    </Page>
  );
}
