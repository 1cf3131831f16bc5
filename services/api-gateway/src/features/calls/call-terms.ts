import {
  AppError,
  MAX_COST_HEADER,
  EVERY_WEBHOOK,
  MAX_IDEMPOTENCY_KEY_LENGTH,
  WEBHOOK_HEADER,
  type WebhookTarget,
  creditAmountSchema,
  creditsToMicros,
  webhookTargetSchema,
} from '@smart-ai-hub/contracts';
import type { SubmitRunInput } from '@smart-ai-hub/run-pipeline';
import { createHash } from 'node:crypto';
import type { Request } from 'express';

/** On what terms a call is made, whatever it asks for. */
export type CallTerms = Pick<SubmitRunInput, 'idempotencyKey' | 'requestHash' | 'capMicros' | 'rescue' | 'webhook'> & {
  /** False: the fallback models of the caller's key do not answer. */
  fallback?: boolean;
};

type OwnTerms = {
  /** In credits. */
  maxCost?: number | undefined;
  rescue?: boolean | undefined;
  webhook?: WebhookTarget | undefined;
};

/**
 * The terms that a caller's headers tell; the hub's own dialect has the cap and the webhook in its body too.
 * @throws AppError validation_failed, naming the header
 */
export function callTermsOf(req: Request, own: OwnTerms = {}): CallTerms {
  const { maxCost = readMaxCost(req), rescue = readSwitch(req, 'X-Hub-Rescue'), webhook = readWebhook(req) } = own;
  const fallback = readSwitch(req, 'X-Hub-Fallback');
  const idempotencyKey = readIdempotencyKey(req);
  return { ...termsOf({ idempotencyKey, path: req.path, body: req.body, maxCost, rescue, webhook }), fallback };
}

type ToldTerms = OwnTerms & {
  idempotencyKey: string | undefined;
  /** Where the call is sent, and what: together with an idempotency key both have to be the same. */
  path: string;
  body: unknown;
};

/** The terms of a call, by whichever way they were told. Nothing is hashed for callers without an idempotency key. */
export function termsOf({ idempotencyKey, path, body, maxCost, rescue = true, webhook }: ToldTerms): CallTerms {
  const own = {
    rescue,
    ...(maxCost !== undefined && { capMicros: creditsToMicros(maxCost) }),
    ...(webhook !== undefined && { webhook: webhook === true ? EVERY_WEBHOOK : webhook }),
  };
  if (idempotencyKey === undefined) return { requestHash: '', ...own };
  const hash = createHash('sha256').update(path).update('\n').update(JSON.stringify(body));
  return { idempotencyKey, requestHash: hash.digest('hex'), ...own };
}

function readSwitch(req: Request, header: 'X-Hub-Rescue' | 'X-Hub-Fallback'): boolean {
  const word = req.get(header);
  if (word === undefined || word === 'on') return true;
  if (word === 'off') return false;
  throw headerError(header, 'is `on` or `off`');
}

function readWebhook(req: Request): WebhookTarget | undefined {
  const text = req.get(WEBHOOK_HEADER);
  if (text === undefined) return undefined;
  const target = webhookTargetSchema.safeParse(text.trim() === 'true' ? true : text.trim());
  if (target.success) return target.data;
  throw headerError('X-Hub-Webhook', 'must be true, or the id of a webhook');
}

const costSchema = creditAmountSchema.gt(0);

function readMaxCost(req: Request): number | undefined {
  const text = req.get(MAX_COST_HEADER);
  if (text === undefined) return undefined;
  const credits = costSchema.safeParse(text.trim() === '' ? undefined : Number(text));
  if (credits.success) return credits.data;
  throw headerError('X-Hub-Max-Cost', 'must be a number of credits above 0 with at most 6 decimals, e.g. 0.25');
}

function readIdempotencyKey(req: Request): string | undefined {
  const key = req.get('idempotency-key');
  if (key !== undefined && (key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY_LENGTH)) {
    throw headerError('Idempotency-Key', `must have 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters`);
  }
  return key;
}

function headerError(header: string, message: string): AppError {
  const detail = `The ${header} header ${message}.`;
  return new AppError('validation_failed', { detail, errors: [{ path: header, message }] });
}
