import AuditIcon from '@mui/icons-material/FactCheckOutlined';
import { useState } from 'react';
import { useAuditsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { AuditRow } from './audit-row.tsx';
import { FrozenAccounts } from './frozen-accounts.tsx';
import { Invariants } from './invariants.tsx';

const PAGE_SIZE = 10;

/** For administrators: whether the ledger adds up, and who is frozen because it does not. */
export function AuditsPage() {
  const [page, setPage] = useState(1);
  const query = useAuditsQuery({ query: { page, limit: PAGE_SIZE } }, { refetchOnMountOrArgChange: true });
  return (
    <Page>
      <PageHeading
        title="Audits"
        description="Every hour the whole ledger is checked. An account whose ledger is wrong is frozen, and no other."
      />
      <Invariants />
      <FrozenAccounts />
      <Panel title="Latest audits" flush>
        <PagedList
          query={query}
          label="audits"
          one="audit"
          page={page}
          onPage={setPage}
          empty={
            <EmptyState icon={<AuditIcon />} title="No audit yet">
              The first one begins some minutes after the start of the hub.
            </EmptyState>
          }
        >
          {({ audits }) => (
            <RowList label="Audits">
              {audits.map((audit) => (
                <AuditRow key={audit.id} audit={audit} />
              ))}
            </RowList>
          )}
        </PagedList>
      </Panel>
    </Page>
  );
}
