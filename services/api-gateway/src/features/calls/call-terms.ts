import {
  AppError,
  MAX_COST_HEADER,
  MAX_IDEMPOTENCY_KEY_LENGTH,
  creditAmountSchema,
  creditsToMicros,
} from '@smart-ai-hub/contracts';
import type { SubmitRunInput } from '@smart-ai-hub/run-pipeline';
import { createHash } from 'node:crypto';
import type { Request } from 'express';

/** On what terms a call is made, whatever it asks for. */
export type CallTerms = Pick<SubmitRunInput, 'idempotencyKey' | 'requestHash' | 'capMicros'>;

/**
 * The terms that a caller's headers tell; the hub's own dialect has the cap in its body too.
 * @throws AppError validation_failed, naming the header
 */
export function callTermsOf(req: Request, maxCost = readMaxCost(req)): CallTerms {
  return { ...idempotencyOf(req), ...(maxCost !== undefined && { capMicros: creditsToMicros(maxCost) }) };
}

const costSchema = creditAmountSchema.gt(0);

function readMaxCost(req: Request): number | undefined {
  const text = req.get(MAX_COST_HEADER);
  if (text === undefined) return undefined;
  const credits = costSchema.safeParse(text.trim() === '' ? undefined : Number(text));
  if (credits.success) return credits.data;
  throw headerError('X-Hub-Max-Cost', 'must be a number of credits above 0 with at most 6 decimals, e.g. 0.25');
}

/** The caller's Idempotency-Key with the hash of what it was sent with; nothing is hashed for callers without one. */
function idempotencyOf(req: Request): Pick<CallTerms, 'idempotencyKey' | 'requestHash'> {
  const key = req.get('idempotency-key');
  if (key === undefined) return { requestHash: '' };
  if (key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    throw headerError('Idempotency-Key', `must have 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters`);
  }
  const hash = createHash('sha256').update(req.path).update('\n').update(JSON.stringify(req.body));
  return { idempotencyKey: key, requestHash: hash.digest('hex') };
}

function headerError(header: string, message: string): AppError {
  const detail = `The ${header} header ${message}.`;
  return new AppError('validation_failed', { detail, errors: [{ path: header, message }] });
}
