import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { HubStatus } from '@smart-ai-hub/contracts';
import { useId } from 'react';
import { formatDateTime, formatDuration, formatShare, formatSpan } from '../../shared/ui/format.ts';
import { providerTitle } from '../../shared/ui/provider-name.ts';
import { HealthBadge } from './health-badge.tsx';

type Provider = HubStatus['providers'][number];

function Since({ since, at }: { since: string; at: string }) {
  return (
    <Typography component="span" variant="caption" sx={{ color: 'text.secondary' }}>
      for{' '}
      <time dateTime={since} title={formatDateTime(since)}>
        {formatSpan(Date.parse(at) - Date.parse(since))}
      </time>
    </Typography>
  );
}

function Standing({ status, since, at }: Pick<Provider, 'status' | 'since'> & { at: string }) {
  return (
    <Stack direction="row" sx={{ gap: 1, rowGap: 0, alignItems: 'center', flexWrap: 'wrap' }}>
      <HealthBadge status={status} />
      <Since since={since} at={at} />
    </Stack>
  );
}

function figuresOf({ successRate, firstTokenP50Ms }: Provider): string {
  return [
    ...(successRate === null ? [] : [`${formatShare(successRate)} of calls answered`]),
    ...(firstTokenP50Ms === null ? [] : [`first word after ${formatDuration(firstTokenP50Ms)}`]),
  ].join(' · ');
}

function ModelRows({ models, at }: Pick<Provider, 'models'> & { at: string }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {models.map(({ id, status, since }) => (
        <Stack
          key={id}
          component="li"
          direction={{ xs: 'column', sm: 'row' }}
          sx={{
            gap: { xs: 0.25, sm: 2 },
            justifyContent: 'space-between',
            px: { xs: 2, sm: 3 },
            py: 1.25,
            borderTop: 1,
            borderColor: 'divider',
          }}
        >
          <Typography sx={{ minWidth: 0 }}>{id}</Typography>
          <Standing status={status} since={since} at={at} />
        </Stack>
      ))}
    </Box>
  );
}

/** One provider, and those of its models that were called lately. */
export function ProviderCard({ provider, at }: { provider: Provider; at: string }) {
  const titleId = useId();
  const figures = figuresOf(provider);
  return (
    <Card component="section" aria-labelledby={titleId}>
      <Stack
        direction={{ xs: 'column', sm: 'row' }}
        sx={{ gap: { xs: 0.5, sm: 2 }, justifyContent: 'space-between', px: { xs: 2, sm: 3 }, py: 2 }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="h2" id={titleId}>
            {providerTitle(provider.id)}
          </Typography>
          {figures !== '' && (
            <Typography variant="caption" component="p" sx={{ color: 'text.secondary', mt: 0.25 }}>
              {figures}
            </Typography>
          )}
        </Box>
        <Standing status={provider.status} since={provider.since} at={at} />
      </Stack>
      {provider.models.length > 0 && <ModelRows models={provider.models} at={at} />}
    </Card>
  );
}
