import Dialog from '@mui/material/Dialog';
import DialogTitle from '@mui/material/DialogTitle';
import type { Webhook } from '@smart-ai-hub/contracts';
import {
  useChangeWebhookMutation,
  useCreateWebhookMutation,
  useDeleteWebhookMutation,
  useRotateWebhookSecretMutation,
} from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { SecretOnce } from '../../shared/ui/secret-once.tsx';
import { webhookTitle } from './describe-webhook.ts';
import { WebhookForm } from './webhook-form.tsx';

type DialogProps = { webhook: Webhook; onClose: () => void };

const nothing = { url: '', description: '', events: [] };

/** Asks where the webhook leads, then shows its secret, once. */
export function CreateWebhookDialog({ onClose }: { onClose: () => void }) {
  const [create, { data, error, isLoading }] = useCreateWebhookMutation();
  return (
    // A click beside the dialog must not take away a secret that cannot be shown again.
    <Dialog open fullWidth maxWidth="sm" aria-labelledby="create-webhook-title" {...(!data && { onClose })}>
      <DialogTitle id="create-webhook-title">{data ? 'Secret of the new webhook' : 'New webhook'}</DialogTitle>
      {data ? (
        <SecretOnce secret={data.secret} label="Secret of the webhook" copyLabel="Copy secret" onClose={onClose}>
          Your program verifies by it that a call is from this hub. Copy it now: it is shown this once and cannot be
          read again.
        </SecretOnce>
      ) : (
        <WebhookForm
          name="New webhook"
          submitLabel="Create webhook"
          defaults={nothing}
          isLoading={isLoading}
          error={error}
          onSubmit={async (body) => (await create({ body })).error}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

export function ChangeWebhookDialog({ webhook, onClose }: DialogProps) {
  const [change, { error, isLoading }] = useChangeWebhookMutation();
  const { id, url, description, events } = webhook;
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={onClose} aria-labelledby="change-webhook-title">
      <DialogTitle id="change-webhook-title">Change “{webhookTitle(webhook)}”</DialogTitle>
      <WebhookForm
        name="Change the webhook"
        submitLabel="Save"
        defaults={{ url, description, events }}
        isLoading={isLoading}
        error={error}
        onSubmit={async (body) => {
          const result = await change({ params: { id }, body });
          if (!result.error) onClose();
          return result.error;
        }}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** A new secret. The old one is signed with for a day more, so that nothing is refused meanwhile. */
export function RotateSecretDialog({ webhook, onClose }: DialogProps) {
  const [rotate, { data, error, isLoading }] = useRotateWebhookSecretMutation();
  if (data === undefined) {
    return (
      <ConfirmDialog
        title="Make a new secret?"
        keep="Keep the secret"
        confirm="Make a new secret"
        isLoading={isLoading}
        error={error}
        onConfirm={() => void rotate({ params: { id: webhook.id } })}
        onClose={onClose}
      >
        For 24 hours each delivery is signed with both, so that you can change it in your program at any moment. After
        that only the new one holds.
      </ConfirmDialog>
    );
  }
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby="new-secret-title">
      <DialogTitle id="new-secret-title">New secret</DialogTitle>
      <SecretOnce secret={data.secret} label="Secret of the webhook" copyLabel="Copy secret" onClose={onClose}>
        Copy it now: it is shown this once and cannot be read again.
      </SecretOnce>
    </Dialog>
  );
}

export function DeleteWebhookDialog({ webhook, onClose, onDeleted }: DialogProps & { onDeleted: () => void }) {
  const [remove, { error, isLoading }] = useDeleteWebhookMutation();
  const confirm = async () => {
    const result = await remove({ params: { id: webhook.id } });
    if (!result.error) onDeleted();
  };
  return (
    <ConfirmDialog
      title={`Delete “${webhookTitle(webhook)}”?`}
      keep="Keep the webhook"
      confirm="Delete webhook"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Its log goes with it, and what is not delivered yet is not delivered any more. This cannot be undone.
    </ConfirmDialog>
  );
}
