import { AppError } from '@smart-ai-hub/contracts';
import Stripe from 'stripe';

const RETRY_AFTER_SECONDS = 5;

/** Stripe says that it has no such thing. */
export function isMissing(error: unknown, param?: string): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.code !== 'resource_missing') return false;
  return param === undefined || error.param === param;
}

/**
 * Asks Stripe.
 * @throws AppError dependency_unavailable when Stripe cannot be reached or asks for patience, internal when it refuses what we asked.
 * A StripeInvalidRequestError about something missing, and a StripeCardError, stay as they are: they are answers.
 */
export async function askStripe<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (isMissing(error) || error instanceof Stripe.errors.StripeCardError) throw error;
    throw stripeFailure(error);
  }
}

function stripeFailure(cause: unknown): unknown {
  if (!(cause instanceof Stripe.errors.StripeError)) return cause;
  const isPassing =
    cause instanceof Stripe.errors.StripeConnectionError ||
    cause instanceof Stripe.errors.StripeRateLimitError ||
    (cause.statusCode ?? 0) >= 500;
  if (!isPassing)
    return new AppError('internal', { detail: 'The payment provider refused the request. It has been logged.', cause });
  const detail = 'The payment provider cannot be reached right now. Nothing was charged; try again in a moment.';
  return new AppError('dependency_unavailable', { detail, retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
