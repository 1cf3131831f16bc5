import LockIcon from '@mui/icons-material/LockOutlined';
import { Outlet } from 'react-router';
import { useMeQuery } from '../shared/api/hub-api.ts';
import { EmptyState } from '../shared/ui/empty-state.tsx';
import { LoadingRows } from '../shared/ui/loading-rows.tsx';
import { Page, PageHeading } from '../shared/ui/page.tsx';
import { QueryProblem } from '../shared/ui/problem-notice.tsx';

function NotForYou() {
  return (
    <>
      <PageHeading title="Administration" />
      <EmptyState icon={<LockIcon />} title="Only administrators may open this page">
        You are signed in, but without that role. Ask the operator of this hub if you need it.
      </EmptyState>
    </>
  );
}

/** Pages of administrators. That nobody else gets their data is the server's business; this says so before it is asked. */
export function AdminOnly() {
  const { data, error, refetch } = useMeQuery();
  if (data?.user.role === 'admin') return <Outlet />;
  return (
    <Page>
      {data && <NotForYou />}
      {!data && error && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows label="Loading your account" rows={1} />}
    </Page>
  );
}
