import { zodResolver } from '@hookform/resolvers/zod';
import type { AdministeredPayment, RefundPaymentBody } from '@smart-ai-hub/contracts';
import { useForm } from 'react-hook-form';
import { useRefundPaymentMutation } from '../../shared/api/hub-api.ts';
import { isProblem } from '../../shared/api/problem.ts';
import { applyFieldErrors, fitsFields } from '../../shared/ui/apply-field-errors.ts';
import { FormDialog } from '../../shared/ui/form-dialog.tsx';
import { FormTextField } from '../../shared/ui/form-text-field.tsx';
import { formatPrice } from '../../shared/ui/format.ts';
import { refundFields, refundFormSchema, type RefundValues } from './refund-form.ts';

/** Pays back a payment or a part of it; its credits go back in proportion. */
export function RefundDialog({ payment, onClose }: { payment: AdministeredPayment; onClose: () => void }) {
  const [refund, { error, isLoading }] = useRefundPaymentMutation();
  const left = Math.round((payment.price - payment.refunded) * 100) / 100;
  const { register, handleSubmit, setError, formState } = useForm<RefundValues, unknown, RefundPaymentBody>({
    resolver: zodResolver(refundFormSchema(left)),
    defaultValues: { amount: '', reason: '' },
  });
  const submit = handleSubmit(async (body) => {
    const result = await refund({ params: { id: payment.id }, body });
    if (isProblem(result.error)) applyFieldErrors(result.error, refundFields, setError);
    else onClose();
  });
  return (
    <FormDialog
      title={`Refund ${payment.email ?? payment.accountId}`}
      description={`${formatPrice(left)} of ${formatPrice(payment.price)} are left. Credits are taken back in proportion; what was spent already becomes a debt of the account.`}
      confirm="Pay back"
      isDangerous
      isLoading={isLoading}
      problem={isProblem(error) && !fitsFields(error, refundFields) ? error : undefined}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <FormTextField
        autoFocus
        label="Amount in US$"
        autoComplete="off"
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
        helperText={`Empty: all that is left, ${formatPrice(left)}.`}
        field={register('amount')}
        fieldError={formState.errors.amount}
      />
      <FormTextField
        label="Reason"
        autoComplete="off"
        helperText="Kept with the refund at Stripe."
        field={register('reason')}
        fieldError={formState.errors.reason}
      />
    </FormDialog>
  );
}
