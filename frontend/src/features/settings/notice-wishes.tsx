import { zodResolver } from '@hookform/resolvers/zod';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { type NoticeWishes as Wishes, noticeWishesSchema } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useNoticeWishesQuery, useSetNoticeWishesMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { limitTextSchema } from '../../shared/ui/limit-text.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { ProblemNotice, QueryProblem } from '../../shared/ui/problem-notice.tsx';

type WishesValues = { lowBalance: string; mails: boolean };

const fieldNames = ['lowBalance', 'mails'] as const;

/** An empty field means: never. */
const wishesFormSchema: z.ZodType<Wishes, WishesValues> = z
  .object({ lowBalance: limitTextSchema, mails: z.boolean() })
  .transform((values): z.input<typeof noticeWishesSchema> => values)
  .pipe(noticeWishesSchema);

function WishesForm({ wishes, mailsAreSent }: { wishes: Wishes; mailsAreSent: boolean }) {
  const [set, { error, isLoading, isSuccess }] = useSetNoticeWishesMutation();
  const { register, handleSubmit, setError, formState } = useForm<WishesValues, unknown, Wishes>({
    resolver: zodResolver(wishesFormSchema),
    defaultValues: { lowBalance: String(wishes.lowBalance ?? ''), mails: wishes.mails },
  });
  const submit = handleSubmit(async (body) => {
    const answer = await set({ body });
    if (isProblem(answer.error)) applyFieldErrors(answer.error, fieldNames, setError);
  });
  const { ref, ...mails } = register('mails');
  return (
    <Stack component="form" noValidate onSubmit={(event) => void submit(event)} sx={{ gap: 2, maxWidth: 420 }}>
      <FormTextField
        label="Tell me below this many credits"
        size="small"
        autoComplete="off"
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
        helperText="Leave it empty to be told nothing."
        field={register('lowBalance')}
        fieldError={formState.errors.lowBalance}
      />
      <FormControlLabel
        control={<Switch defaultChecked={wishes.mails} {...mails} slotProps={{ input: { ref } }} />}
        label={mailsAreSent ? 'Also by mail' : 'Also by mail (this hub sends no mails yet)'}
      />
      {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center' }}>
        <Button type="submit" variant="outlined" loading={isLoading}>
          Save
        </Button>
        {isSuccess && !isLoading && (
          <Typography variant="body2" role="status" sx={{ color: 'text.secondary' }}>
            Saved.
          </Typography>
        )}
      </Stack>
    </Stack>
  );
}

/** What the owner is told without asking. */
export function NoticeWishes() {
  const { data, error, refetch } = useNoticeWishesQuery();
  return (
    <Panel title="Notifications" description="In the app bar, and by mail if you like.">
      {error && !data && <QueryProblem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton variant="rounded" height={120} sx={{ maxWidth: 420 }} />}
      {data && <WishesForm wishes={data.wishes} mailsAreSent={data.mailsAreSent} />}
    </Panel>
  );
}
