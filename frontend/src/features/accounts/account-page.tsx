import AccountIcon from '@mui/icons-material/ManageAccountsOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import type { AdminAccount } from '@smart-ai-hub/contracts';
import { Link as RouterLink, useParams } from 'react-router';
import { useAccountQuery } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { Credits } from '../../shared/ui/credits.tsx';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatCredits, formatDateTime } from '../../shared/ui/format.ts';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { StatCard } from '../../shared/ui/stat-card.tsx';
import { AccountActions } from './account-actions.tsx';
import { AccountLedger } from './account-ledger.tsx';
import { accountTitle } from './describe-account.ts';

function Figures({ account }: { account: AdminAccount }) {
  const { balance, available, held, totalPurchased, totalUsed } = account;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}>
      <StatCard label="Balance" value={<Credits amount={balance} />} note="available and held together" />
      <StatCard
        label="Available"
        value={<Credits amount={available} />}
        note={`${formatCredits(held)} held for calls that are running`}
      />
      <StatCard label="Purchased" value={<Credits amount={totalPurchased} />} note="since the account was opened" />
      <StatCard label="Used" value={<Credits amount={totalUsed} />} note="by calls" />
    </Box>
  );
}

function Troubles({ account: { frozenAt, frozenReason, debt, deletedAt } }: { account: AdminAccount }) {
  return (
    <>
      {deletedAt !== null && (
        <Alert severity="info" variant="outlined">
          Its person was deleted on {formatDateTime(deletedAt)}. The ledger stays; calls are refused for good.
        </Alert>
      )}
      {frozenAt !== null && deletedAt === null && (
        <Alert severity="error" variant="outlined">
          Frozen since {formatDateTime(frozenAt)}: {frozenReason ?? 'no reason was given.'}
        </Alert>
      )}
      {debt > 0 && (
        <Alert severity="warning" variant="outlined">
          {formatCredits(debt)} credits are owed: refunds or disputes could not take them back. What comes in next pays
          them, and calls are refused until then.
        </Alert>
      )}
    </>
  );
}

function AccountView({ account }: { account: AdminAccount }) {
  const { id, userId, createdAt } = account;
  return (
    <>
      <PageHeading
        title={accountTitle(account)}
        description={`${id} · ${userId} · since ${formatDateTime(createdAt)}`}
        action={account.deletedAt === null && <AccountActions account={account} />}
      />
      <Troubles account={account} />
      <Figures account={account} />
      <Stack component="nav" aria-label="More of this account" direction="row" sx={{ gap: 2, flexWrap: 'wrap' }}>
        <Link component={RouterLink} to={`/administration/usage?accountId=${id}`}>
          Usage of this account
        </Link>
        <Link component={RouterLink} to={`/administration/payments?accountId=${id}`}>
          Payments of this account
        </Link>
      </Stack>
      <AccountLedger accountId={id} />
    </>
  );
}

/** For administrators: one account, and what can be done for it. */
export function AccountPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useAccountQuery({ params: { id } }, { refetchOnMountOrArgChange: true });
  const isUnknown = isProblem(error) && (error.code === 'not_found' || error.code === 'validation_failed');
  return (
    <Page>
      <Box component="nav" aria-label="Back" sx={{ mb: -1.5 }}>
        <Link component={RouterLink} to="/administration/accounts" variant="body2">
          ← All accounts
        </Link>
      </Box>
      {isUnknown && (
        <>
          <PageHeading title="Account" />
          <EmptyState icon={<AccountIcon />} title="There is no such account">
            Look for it by its e-mail among all accounts.
          </EmptyState>
        </>
      )}
      {error && !isUnknown && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LoadingRows label="Loading the account" />}
      {data && !isUnknown && <AccountView account={data.account} />}
    </Page>
  );
}
