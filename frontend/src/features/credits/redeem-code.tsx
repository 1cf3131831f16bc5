import { zodResolver } from '@hookform/resolvers/zod';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { redeemBodySchema, type Redemption } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useRedeemPromoCodeMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { formatCredits } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { ProblemNotice } from '../../shared/ui/problem-notice.tsx';

const fieldNames = ['code'] as const;

function describe({ credited, bonusPercent, maxBonus }: Redemption): string {
  if (credited !== null) return `${formatCredits(credited)} credits were added to your balance.`;
  const most = maxBonus === null ? '' : `, at most ${formatCredits(maxBonus)} credits`;
  return `Your next purchase brings ${bonusPercent} % on top${most}.`;
}

/** A promo code becomes credits, or a bonus that waits for the next purchase. */
export function RedeemCode() {
  const [redeem, { data, error, isLoading }] = useRedeemPromoCodeMutation();
  const { register, handleSubmit, setError, reset, formState } = useForm<{ code: string }>({
    resolver: zodResolver(redeemBodySchema),
    defaultValues: { code: '' },
  });
  const submit = handleSubmit(async (body) => {
    const answer = await redeem({ body });
    if (isProblem(answer.error)) applyFieldErrors(answer.error, fieldNames, setError);
    else reset();
  });
  return (
    <Panel title="Promo code">
      <Stack component="form" noValidate onSubmit={(event) => void submit(event)} sx={{ gap: 2 }}>
        <Stack direction={{ xs: 'column', sm: 'row' }} sx={{ gap: 1.5, alignItems: { sm: 'flex-start' } }}>
          <FormTextField
            label="Code"
            size="small"
            field={register('code')}
            fieldError={formState.errors.code}
            slotProps={{ htmlInput: { autoCapitalize: 'characters', autoComplete: 'off', spellCheck: false } }}
            sx={{ maxWidth: { sm: 360 } }}
          />
          <Button type="submit" variant="outlined" loading={isLoading} sx={{ height: 40 }}>
            Redeem
          </Button>
        </Stack>
        {data && !isLoading && !error && (
          <Alert severity="success" variant="outlined" role="status">
            {describe(data.redemption)}
          </Alert>
        )}
        {isProblem(error) && !fitsFields(error, fieldNames) && <ProblemNotice problem={error} />}
      </Stack>
    </Panel>
  );
}
