import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { HealthStatus, HubStatus } from '@smart-ai-hub/contracts';
import { useSelector } from 'react-redux';
import { Link } from 'react-router';
import { useStatusQuery } from '../../shared/api/hub-api.ts';
import { selectSession } from '../../shared/api/session-slice.ts';
import { Brand } from '../../shared/ui/brand.tsx';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { formatTime } from '../../shared/ui/format.ts';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { healthLooks } from './health-badge.tsx';
import { ProviderCard } from './provider-card.tsx';

const REFRESH_MS = 15_000;

const sentences: Record<HealthStatus, string> = {
  operational: 'All providers answer',
  degraded: 'Some providers have trouble',
  down: 'No provider answers just now',
  unknown: 'Nobody has called lately',
};

function Header() {
  const isSignedIn = useSelector(selectSession).status === 'signedIn';
  return (
    <Box component="header" sx={{ borderBottom: 1, borderColor: 'divider' }}>
      <Stack
        direction="row"
        sx={{
          maxWidth: 1080,
          mx: 'auto',
          px: { xs: 2, sm: 4 },
          height: 60,
          alignItems: 'center',
          justifyContent: 'space-between',
        }}
      >
        <Brand />
        <Button component={Link} to={isSignedIn ? '/dashboard' : '/login'} variant="outlined" size="small">
          {isSignedIn ? 'Dashboard' : 'Sign in'}
        </Button>
      </Stack>
    </Box>
  );
}

function Overall({ status, at }: HubStatus) {
  const { Icon, color } = healthLooks[status];
  return (
    <Card sx={{ display: 'flex', gap: 1.75, alignItems: 'center', px: { xs: 2, sm: 3 }, py: 2.25 }}>
      <Icon aria-hidden="true" sx={{ fontSize: '2.25rem', color }} />
      <Box>
        <Typography role="status" sx={{ fontSize: '1.25rem', fontWeight: 620, letterSpacing: '-0.015em' }}>
          {sentences[status]}
        </Typography>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          As of {formatTime(at)}, by the calls of the last ten minutes
        </Typography>
      </Box>
    </Card>
  );
}

function LoadingStatus() {
  return (
    <Stack role="status" aria-label="Loading the status" sx={{ gap: 2 }}>
      <Skeleton variant="rounded" height={84} />
      <Skeleton variant="rounded" height={132} />
      <Skeleton variant="rounded" height={132} />
    </Stack>
  );
}

function Providers({ status }: { status: HubStatus }) {
  if (status.providers.length === 0) {
    return (
      <EmptyState icon={<CloudOffIcon />} title="No provider is known yet">
        The operator of this hub has not set one up, or its worker has not started. This page looks again by itself.
      </EmptyState>
    );
  }
  return (
    <>
      <Overall {...status} />
      {status.providers.map((provider) => (
        <ProviderCard key={provider.id} provider={provider} at={status.at} />
      ))}
    </>
  );
}

/** How the hub's providers and models do, for anybody; it refreshes itself. */
export function StatusPage() {
  const { data, error, refetch } = useStatusQuery(undefined, {
    pollingInterval: REFRESH_MS,
    skipPollingIfUnfocused: true,
    refetchOnMountOrArgChange: true,
    refetchOnFocus: true,
    refetchOnReconnect: true,
  });
  return (
    <>
      <Header />
      <Box component="main">
        <Page>
          <PageHeading title="Status" description="How the providers of the models do. This page refreshes itself." />
          {error && data && (
            <Alert severity="warning" variant="outlined">
              It could not be refreshed: what you see is from {formatTime(data.at)}.
            </Alert>
          )}
          {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
          {!error && !data && <LoadingStatus />}
          {data && <Providers status={data} />}
        </Page>
      </Box>
    </>
  );
}
