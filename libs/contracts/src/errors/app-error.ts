import { type ErrorCode, errorTable } from './error-table.ts';
import type { LimitSource } from './limit-source.ts';

/** One offending field of a request: `path` as the caller wrote it, e.g. `messages[2].content`. */
export type FieldError = { path: string; message: string };

export type AppErrorOptions = {
  /** One sentence for the caller: what is wrong and what to do. Never holds internals or a prompt. */
  detail: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** Which of several limits was met; a code that can only come from one names it by itself. */
  limitSource?: LimitSource;
  /** For the log only; never rendered. */
  internal?: Record<string, unknown>;
  cause?: unknown;
};

/** The only error that is thrown on purpose; everything else that reaches the edge is rendered as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly limitSource: LimitSource | undefined;
  readonly internal: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(`${code}: ${options.detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.limitSource = options.limitSource ?? onlyLimitOf[code];
    this.internal = options.internal;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }
}

const onlyLimitOf: Partial<Record<ErrorCode, LimitSource>> = {
  insufficient_credits: 'balance',
  account_in_debt: 'debt',
  provider_rate_limited: 'provider',
  no_capacity: 'capacity',
};

/** Wraps whatever was thrown: an AppError stays itself, anything else becomes `internal` with the original as its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', { detail: 'An unexpected error occurred. It has been logged.', cause: thrown });
}
