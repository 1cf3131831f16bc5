import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { Fragment } from 'react';
import { useMeQuery } from '../../shared/api/hub-api.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';

/** Who is signed in; read-only. */
export function Profile() {
  const { data, error, refetch } = useMeQuery();
  const user = data?.user;
  const rows = [
    ['Name', user && `${user.profile.firstName} ${user.profile.lastName}`],
    ['E-mail', user?.email],
    ['Role', user?.role],
  ] as const;
  return (
    <Panel title="Profile">
      {error && !user ? (
        <QueryProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 4, rowGap: 1, m: 0 }}
        >
          {rows.map(([label, value]) => (
            <Fragment key={label}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {label}
              </Box>
              <Box component="dd" sx={{ m: 0, minWidth: 0 }}>
                {value ?? <Skeleton width={180} />}
              </Box>
            </Fragment>
          ))}
        </Box>
      )}
    </Panel>
  );
}
