import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import type { Webhook } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChangeWebhookMutation, useTestWebhookMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { ChangeWebhookDialog, DeleteWebhookDialog, RotateSecretDialog } from './webhook-dialogs.tsx';

type Opened = 'change' | 'rotate' | 'delete' | null;

function OpenedDialog({ webhook, opened, onClose }: { webhook: Webhook; opened: Opened; onClose: () => void }) {
  const navigate = useNavigate();
  if (opened === 'change') return <ChangeWebhookDialog webhook={webhook} onClose={onClose} />;
  if (opened === 'rotate') return <RotateSecretDialog webhook={webhook} onClose={onClose} />;
  if (opened !== 'delete') return null;
  return <DeleteWebhookDialog webhook={webhook} onClose={onClose} onDeleted={() => void navigate('/webhooks')} />;
}

/** What can be done with a webhook. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const [opened, setOpened] = useState<Opened>(null);
  const [change, changing] = useChangeWebhookMutation();
  const [test, testing] = useTestWebhookMutation();
  const params = { id: webhook.id };
  const problem = testing.error ?? changing.error;
  const small = { size: 'small', variant: 'outlined' } as const;
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button
          size="small"
          variant="contained"
          disabled={!webhook.enabled}
          loading={testing.isLoading}
          onClick={() => void test({ params })}
        >
          Send a test
        </Button>
        <Button {...small} onClick={() => setOpened('change')}>
          Change
        </Button>
        <Button
          {...small}
          loading={changing.isLoading}
          onClick={() => void change({ params, body: { enabled: !webhook.enabled } })}
        >
          {webhook.enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button {...small} onClick={() => setOpened('rotate')}>
          New secret
        </Button>
        <Button {...small} color="error" onClick={() => setOpened('delete')}>
          Delete
        </Button>
      </Stack>
      {isProblem(problem) && <ProblemNotice problem={problem} />}
      <OpenedDialog webhook={webhook} opened={opened} onClose={() => setOpened(null)} />
    </Stack>
  );
}
