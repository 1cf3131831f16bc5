import AddIcon from '@mui/icons-material/AddOutlined';
import KeyIcon from '@mui/icons-material/KeyOutlined';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useApiKeysQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { ApiKeyRow } from './api-key-row.tsx';
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx';
import { RevokeApiKeyDialog } from './revoke-api-key-dialog.tsx';

function KeyList({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <Stack
      component="ul"
      aria-label="API keys"
      sx={{ listStyle: 'none', m: 0, p: 0, '& > li': { borderTop: 1, borderColor: 'divider' } }}
    >
      {keys.map((key) => (
        <ApiKeyRow key={key.id} apiKey={key} onRevoke={onRevoke} />
      ))}
    </Stack>
  );
}

function Keys({ onRevoke }: { onRevoke: (key: ApiKey) => void }) {
  const { data, error, refetch } = useApiKeysQuery();
  if (data && data.keys.length > 0) return <KeyList keys={data.keys} onRevoke={onRevoke} />;
  if (data) {
    return (
      <EmptyState icon={<KeyIcon />} title="No API keys yet">
        A key lets a program call every model of this hub, on your credits.
      </EmptyState>
    );
  }
  return (
    <Stack sx={{ gap: 1.5, px: 3, pb: 3 }}>
      {error ? (
        <QueryProblem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton variant="rounded" height={52} />
      )}
    </Stack>
  );
}

/** Keys for programs: made, listed and revoked. */
export function ApiKeys() {
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  return (
    <Panel
      title="API keys"
      description="One key works with the OpenAI and the Anthropic SDK."
      action={
        <Button variant="contained" size="small" startIcon={<AddIcon />} onClick={() => setCreating(true)}>
          Create API key
        </Button>
      }
      flush
    >
      <Keys onRevoke={setRevoked} />
      {isCreating && <CreateApiKeyDialog onClose={() => setCreating(false)} />}
      {revoked && <RevokeApiKeyDialog apiKey={revoked} onClose={() => setRevoked(null)} />}
    </Panel>
  );
}
