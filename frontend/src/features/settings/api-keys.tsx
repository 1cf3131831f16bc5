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
import { KeyLimitsDialog } from './key-limits-dialog.tsx';
import { RevokeApiKeyDialog } from './revoke-api-key-dialog.tsx';

type KeyActions = { onLimit: (key: ApiKey) => void; onRevoke: (key: ApiKey) => void };

function KeyList({ keys, ...actions }: KeyActions & { keys: readonly ApiKey[] }) {
  return (
    <Stack
      component="ul"
      aria-label="API keys"
      sx={{ listStyle: 'none', m: 0, p: 0, '& > li': { borderTop: 1, borderColor: 'divider' } }}
    >
      {keys.map((key) => (
        <ApiKeyRow key={key.id} apiKey={key} {...actions} />
      ))}
    </Stack>
  );
}

function Keys(actions: KeyActions) {
  const { data, error, refetch } = useApiKeysQuery();
  if (data && data.keys.length > 0) return <KeyList keys={data.keys} {...actions} />;
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

/** Keys for programs: made, listed, limited and revoked. */
export function ApiKeys() {
  const [isCreating, setCreating] = useState(false);
  const [limited, setLimited] = useState<ApiKey | null>(null);
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
      <Keys onLimit={setLimited} onRevoke={setRevoked} />
      {isCreating && <CreateApiKeyDialog onClose={() => setCreating(false)} />}
      {limited && <KeyLimitsDialog apiKey={limited} onClose={() => setLimited(null)} />}
      {revoked && <RevokeApiKeyDialog apiKey={revoked} onClose={() => setRevoked(null)} />}
    </Panel>
  );
}
