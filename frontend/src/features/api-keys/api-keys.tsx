import AddIcon from '@mui/icons-material/AddOutlined';
import KeyIcon from '@mui/icons-material/KeyOutlined';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useApiKeysQuery } from '../../shared/api/hub-api.ts';
import { EmptyState } from '../../shared/ui/empty-state.tsx';
import { LoadingRows } from '../../shared/ui/loading-rows.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { RowList } from '../../shared/ui/row-list.tsx';
import { ApiKeyRow } from './api-key-row.tsx';
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx';
import { KeyLimitsDialog } from './key-limits-dialog.tsx';
import { RevokeApiKeyDialog } from './revoke-api-key-dialog.tsx';

type KeyActions = { onLimit: (key: ApiKey) => void; onRevoke: (key: ApiKey) => void };

function KeyList({ keys, ...actions }: KeyActions & { keys: readonly ApiKey[] }) {
  return (
    <RowList label="API keys">
      {keys.map((key) => (
        <ApiKeyRow key={key.id} apiKey={key} {...actions} />
      ))}
    </RowList>
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
  if (!error) return <LoadingRows label="Loading the API keys" rows={1} />;
  return (
    <Stack sx={{ px: 3, pb: 3 }}>
      <QueryProblem error={error} onRetry={() => void refetch()} />
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
      title="Your keys"
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
