import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { type ReactNode, useState } from 'react';
import { useSavePersonalDataMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';
import { KeepContents } from './keep-contents.tsx';

function Matter({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Stack sx={{ gap: 1.5, alignItems: 'flex-start' }}>
      <div>
        <Typography variant="subtitle2" component="h3">
          {title}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: '60ch' }}>
          {text}
        </Typography>
      </div>
      {children}
    </Stack>
  );
}

function ExportButton() {
  const [save, { error, isLoading }] = useSavePersonalDataMutation();
  return (
    <>
      <Button variant="outlined" loading={isLoading} onClick={() => void save({ fileName: 'my-data.json' })}>
        Download my data
      </Button>
      {isProblem(error) && <ProblemNotice problem={error} />}
    </>
  );
}

/** What the hub keeps of a person, a copy of it, and its end. */
export function YourData() {
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Panel id="your-data" title="Your data" description="What is kept of you, a copy of it, and its end.">
      <Stack sx={{ gap: 3 }} divider={<Divider flexItem />}>
        <KeepContents />
        <Matter
          title="A copy of everything"
          text="One JSON file: profile, keys, sessions, webhooks, payments, the ledger, calls, and prompts and answers if you keep them."
        >
          <ExportButton />
        </Matter>
        <Matter title="Delete your account" text="For good, with everything but the books. It takes your password.">
          <Button variant="outlined" color="error" onClick={() => setDeleting(true)}>
            Delete account
          </Button>
        </Matter>
      </Stack>
      {isDeleting && <DeleteAccountDialog onClose={() => setDeleting(false)} />}
    </Panel>
  );
}
