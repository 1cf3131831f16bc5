import type { Batch } from '@smart-ai-hub/contracts';
import { useCancelBatchMutation } from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { batchTitle } from './describe-batch.ts';

/** What is not begun cannot be begun later, so it is asked for twice. */
export function CancelBatchDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const [cancel, { error, isLoading }] = useCancelBatchMutation();
  const confirm = async () => {
    const result = await cancel({ params: { id: batch.id } });
    if (!result.error) onClose();
  };
  return (
    <ConfirmDialog
      title={`Cancel the batch of ${batchTitle(batch)}?`}
      keep="Let it run"
      confirm="Cancel the batch"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      What waits is not begun. What runs is stopped, and charged for what it produced. The results so far stay.
    </ConfirmDialog>
  );
}
