import FrozenIcon from '@mui/icons-material/AcUnitRounded';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useAccountsQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatDateTime } from '../../shared/ui/format.ts';
import { PagedList } from '../../shared/ui/paged-list.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';

const PAGE_SIZE = 10;

/** Who cannot make calls, by an audit or by an administrator, and why. */
export function FrozenAccounts() {
  const [page, setPage] = useState(1);
  const query = useAccountsQuery(
    { query: { page, limit: PAGE_SIZE, frozen: 'true' } },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <Panel title="Frozen accounts" description="By an audit, or by an administrator." flush>
      <PagedList
        query={query}
        label="frozen accounts"
        one="frozen account"
        page={page}
        onPage={setPage}
        empty={
          <EmptyState icon={<FrozenIcon />} title="No account is frozen">
            Everybody who has credits can make calls.
          </EmptyState>
        }
      >
        {({ accounts }) => (
          <RowList label="Frozen accounts">
            {accounts.map(({ id, email, frozenAt, frozenReason }) => (
              <Stack key={id} component="li" sx={{ px: { xs: 2, sm: 3 }, py: 1.5 }}>
                <Link component={RouterLink} to={`/administration/accounts/${id}`} sx={{ alignSelf: 'flex-start' }}>
                  {email ?? id}
                </Link>
                <Typography variant="body2">{frozenReason ?? 'No reason was given.'}</Typography>
                {frozenAt !== null && (
                  <Typography variant="caption" sx={{ color: 'text.secondary' }}>
                    since {formatDateTime(frozenAt)}
                  </Typography>
                )}
              </Stack>
            ))}
          </RowList>
        )}
      </PagedList>
    </Panel>
  );
}
