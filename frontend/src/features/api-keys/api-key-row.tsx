import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { formatDateTime } from '../../shared/ui/format.ts';
import { describeLimits } from './describe-limits.ts';

type ApiKeyRowProps = { apiKey: ApiKey; onLimit: (key: ApiKey) => void; onRevoke: (key: ApiKey) => void };

export function ApiKeyRow({ apiKey, onLimit, onRevoke }: ApiKeyRowProps) {
  const { name, prefix, createdAt, lastUsedAt } = apiKey;
  const limits = describeLimits(apiKey);
  return (
    <Stack
      component="li"
      direction="row"
      sx={{ gap: { xs: 1, sm: 2 }, alignItems: 'center', px: { xs: 2, sm: 3 }, py: 1.5 }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 560 }}>{name}</Typography>
        <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
          <code>{prefix}…</code> · made {formatDateTime(createdAt)} ·{' '}
          {lastUsedAt === null ? 'never used' : `last used ${formatDateTime(lastUsedAt)}`}
        </Typography>
        {limits.length > 0 && (
          <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
            {limits.join(' · ')}
          </Typography>
        )}
      </Box>
      <Button size="small" variant="outlined" aria-label={`Limits of ${name}`} onClick={() => onLimit(apiKey)}>
        Limits
      </Button>
      <Button
        size="small"
        variant="outlined"
        color="error"
        aria-label={`Revoke ${name}`}
        onClick={() => onRevoke(apiKey)}
      >
        Revoke
      </Button>
    </Stack>
  );
}
