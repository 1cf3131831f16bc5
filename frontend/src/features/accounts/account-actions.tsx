import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import type { AdminAccount } from '@smart-ai-hub/contracts';
import { useState } from 'react';
import { useUnfreezeAccountMutation } from '../../shared/api/hub-api.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { ChangeCreditsDialog } from './change-credits-dialog.tsx';
import { DeletePersonDialog } from './delete-person-dialog.tsx';
import { accountTitle } from './describe-account.ts';
import { FreezeDialog } from './freeze-dialog.tsx';

type Opened = 'grant' | 'correction' | 'freeze' | 'unfreeze' | 'delete' | undefined;

function UnfreezeDialog({ account, onClose }: { account: AdminAccount; onClose: () => void }) {
  const [unfreeze, { error, isLoading }] = useUnfreezeAccountMutation();
  const confirm = async () => {
    const result = await unfreeze({ params: { id: account.id } });
    if (!result.error) onClose();
  };
  return (
    <ConfirmDialog
      title={`Let ${accountTitle(account)} make calls again?`}
      keep="Keep it frozen"
      confirm="Unfreeze"
      isLoading={isLoading}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      It was frozen for this reason: {account.frozenReason ?? 'none was given.'} Its owner is told.
    </ConfirmDialog>
  );
}

/** What an administrator can do for an account; each leaves its reason behind. */
export function AccountActions({ account }: { account: AdminAccount }) {
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const isFrozen = account.frozenAt !== null;
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Button variant="outlined" onClick={() => setOpened('grant')}>
        Grant credits
      </Button>
      <Button variant="outlined" onClick={() => setOpened('correction')}>
        Correct balance
      </Button>
      <Button
        variant="outlined"
        color={isFrozen ? 'primary' : 'error'}
        onClick={() => setOpened(isFrozen ? 'unfreeze' : 'freeze')}
      >
        {isFrozen ? 'Unfreeze' : 'Freeze'}
      </Button>
      <Button variant="outlined" color="error" onClick={() => setOpened('delete')}>
        Delete person
      </Button>
      {(opened === 'grant' || opened === 'correction') && (
        <ChangeCreditsDialog account={account} type={opened} onClose={close} />
      )}
      {opened === 'freeze' && <FreezeDialog account={account} onClose={close} />}
      {opened === 'delete' && <DeletePersonDialog account={account} onClose={close} />}
      {opened === 'unfreeze' && <UnfreezeDialog account={account} onClose={close} />}
    </Stack>
  );
}
