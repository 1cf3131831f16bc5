import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { useCreateBatchMutation } from '../../shared/api/hub-api.ts';
import { randomHex } from '../../shared/api/random-hex.ts';
import { type BatchBody, type BatchValues, newBatchSchema } from './batch-body.ts';

const nothing: BatchValues = { source: 'prompts', model: '', prompts: '', lines: '', maxCost: '', webhook: false };

/** The state of the form, and what happens when it is sent. */
export function useNewBatch(model: string) {
  const navigate = useNavigate();
  const [create, { error, isLoading }] = useCreateBatchMutation();
  const form = useForm<BatchValues, unknown, BatchBody>({
    resolver: zodResolver(newBatchSchema),
    defaultValues: { ...nothing, model },
  });
  /** The same calls that are sent again, because no answer came, are the same batch. */
  const [sent, setSent] = useState({ text: '', key: '' });
  const submit = form.handleSubmit(async (body) => {
    const text = JSON.stringify(body);
    const key = sent.text === text ? sent.key : randomHex(16);
    setSent({ text, key });
    const result = await create({ body, idempotencyKey: key });
    if (!result.error) await navigate('/batches');
  });
  return { form, submit, error, isLoading };
}
