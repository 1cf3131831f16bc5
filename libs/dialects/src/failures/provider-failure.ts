const MAX_CAUSES = 6;

/** What went wrong at a provider, in no provider's words: the one input of the mapping to AppError. */
export type ProviderFailure = {
  /** HTTP status, or the status an error event inside a stream stands for. Undefined when no answer came. */
  status?: number | undefined;
  type?: string | undefined;
  code?: string | undefined;
  /** The provider's own sentence. */
  message?: string | undefined;
  retryAfterSeconds?: number | undefined;
  providerRequestId?: string | undefined;
  /** The error code of the socket or of the HTTP client, e.g. ECONNREFUSED. */
  connection?: string | undefined;
  cause?: unknown;
};

/** `Retry-After` in seconds: both forms of the header, and the `retry-after-ms` that both SDKs know. */
export function readRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds / 1000;
  const value = headers?.get('retry-after');
  if (value == null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** The first code in a chain of causes; fetch hides the socket's error two levels down. */
export function connectionCodeOf(thrown: unknown): string | undefined {
  let error = thrown;
  for (let depth = 0; depth < MAX_CAUSES && typeof error === 'object' && error !== null; depth += 1) {
    const { code, cause } = error as { code?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    error = cause;
  }
  return undefined;
}
