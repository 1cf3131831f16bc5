import type { ApiKey } from '@smart-ai-hub/contracts';
import { useRevokeApiKeyMutation } from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';

/** Revoking cannot be undone, so it is asked for twice. */
export function RevokeApiKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [revoke, { error, isLoading }] = useRevokeApiKeyMutation();
  const confirm = async () => {
    const result = await revoke({ params: { id: apiKey.id } });
    if (!result.error) onClose();
  };
  return (
    <ConfirmDialog
      title={`Revoke “${apiKey.name}”?`}
      keep="Keep the key"
      confirm="Revoke key"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Programs that use this key are refused at once. This cannot be undone.
    </ConfirmDialog>
  );
}
