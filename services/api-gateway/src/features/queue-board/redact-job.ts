/** The parts of a job as BullMQ tells them that can hold what somebody said, or what a program threw. */
export type JobContents = {
  data?: unknown;
  returnvalue?: unknown;
  progress?: unknown;
  failedReason?: unknown;
  stacktrace?: unknown;
  deferredFailure?: unknown;
};

export const REDACTED = '[redacted]';
/** Messages of errors may quote the data that they are about. */
const SEE_LOG = 'The reason is in the log of the worker.';

/**
 * What an administrator may see of a job. Prompts, answers, results of tools and keys of callers are in jobs, so that it goes by what may be
 * shown and not by what may not: a member that is not named here is there, and its value is not.
 */
export function redactJob<Told extends JobContents>(job: Told, shown: ReadonlySet<string>): Told {
  return {
    ...job,
    data: redactMembers(job.data, shown),
    returnvalue: redactValue(job.returnvalue),
    progress: typeof job.progress === 'number' ? job.progress : redactValue(job.progress),
    ...(job.failedReason ? { failedReason: SEE_LOG } : {}),
    ...(job.deferredFailure ? { deferredFailure: SEE_LOG } : {}),
    stacktrace: [],
  };
}

function redactMembers(data: unknown, shown: ReadonlySet<string>): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return redactValue(data);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, shown.has(name) ? value : REDACTED]));
}

function redactValue(value: unknown): unknown {
  return value === undefined || value === null ? value : REDACTED;
}
