import { type ErrorCode, errorTable } from '@smart-ai-hub/contracts';
import { z } from 'zod';

/** What went wrong with a call, in the words of the server where it had any. `offline` is the only code of our own. */
export type Problem = {
  /** 0 where no answer arrived. */
  status: number;
  code: ErrorCode | 'offline';
  title: string;
  detail: string;
  errors: { path: string; message: string }[];
  requestId: string | null;
  retryAfterSeconds: number | null;
};

const problemBodySchema = z.object({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  error: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in errorTable;
}

/** Stands in for a code the answer did not carry, for example when a proxy in between made the answer. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'body_too_large';
  if (status === 429) return 'rate_limited';
  if (status >= 502 && status <= 504) return 'dependency_unavailable';
  return status < 500 ? 'validation_failed' : 'internal';
}

/** Reads an RFC 9457 answer; never throws, whatever the body is. */
export async function readProblem(response: Response): Promise<Problem> {
  const parsed = problemBodySchema.safeParse(await response.json().catch(() => ({})));
  const body = parsed.success ? parsed.data : {};
  const code = isErrorCode(body.code) ? body.code : codeOfStatus(response.status);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: response.status,
    code,
    title: body.title ?? errorTable[code].title,
    detail: body.detail ?? body.error ?? 'The server gave no further explanation.',
    errors: body.errors ?? [],
    requestId: body.requestId ?? response.headers.get('x-request-id'),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  };
}

/** No answer arrived: the network, a proxy or the hub itself is away. */
export const offlineProblem: Problem = {
  status: 0,
  code: 'offline',
  title: 'The hub cannot be reached',
  detail: 'Check your connection, then try again.',
  errors: [],
  requestId: null,
  retryAfterSeconds: null,
};

/** A problem that was told inside a stream rather than as an answer. */
export function problemOfCode(code: ErrorCode, detail: string, retryAfterSeconds: number | null = null): Problem {
  const { status, title } = errorTable[code];
  return { status, code, title, detail, errors: [], requestId: null, retryAfterSeconds };
}

export function isRetryable(problem: Problem): boolean {
  return problem.code === 'offline' || errorTable[problem.code].retryable;
}

/** True for what RTK Query hands out as `error` when our base query made it. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'errors' in value;
}
