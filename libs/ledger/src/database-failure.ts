import { AppError } from '@smart-ai-hub/contracts';

/**
 * `retry`: the statement lost against another and may win next time. `unavailable`: the database did not answer;
 * whether the statement took effect is unknown. `refused`: the statement itself is at fault.
 */
export type DatabaseFailure = 'retry' | 'unavailable' | 'refused';

const RETRY_STATES = new Set(['40001', '40P01', '55P03']);
/** Connection, resources, intervention, login, missing database; and 25006: a standby answered after a failover. */
const UNAVAILABLE_STATE = /^(08|53|57|58|28|3D)...$|^25006$/;
const SQL_STATE = /^[0-9A-Z]{5}$/;
const NETWORK_CODE = /^E[A-Z_]{4,}$/;
const DRIVER_MESSAGE =
  /timeout|Connection terminated|connection.*(closed|ended)|Cannot use a pool|not queryable|can't reach database server/i;

type Thrown = { code?: unknown; message?: unknown; errors?: unknown; meta?: unknown };

export function classifyDatabaseFailure(error: unknown): DatabaseFailure {
  // By shape, not by instanceof: errors of Node's own modules come from another realm under some test runners.
  if (typeof error !== 'object' || error === null) return 'refused';
  const { code: ownCode, message, errors, meta }: Thrown = error;
  // A host with several addresses fails with one error per address.
  if (Array.isArray(errors) && errors.length > 0) return classifyDatabaseFailure(errors[0]);
  const thrownCode = codeBeneathPrisma(meta, ownCode);
  const code = typeof thrownCode === 'string' ? thrownCode : '';
  if (RETRY_STATES.has(code)) return 'retry';
  if (UNAVAILABLE_STATE.test(code) || NETWORK_CODE.test(code)) return 'unavailable';
  if (SQL_STATE.test(code)) return 'refused';
  return typeof message === 'string' && DRIVER_MESSAGE.test(message) ? 'unavailable' : 'refused';
}

/** PostgreSQL's own code, where Prisma tells its failure by another one; undefined beneath Prisma where no server was reached. */
function codeBeneathPrisma(meta: unknown, ownCode: unknown): unknown {
  const cause = memberOf(memberOf(meta, 'driverAdapterError'), 'cause');
  return cause === undefined ? ownCode : memberOf(cause, 'originalCode');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What a caller of the ledger gets to see; the driver's own error is the cause. */
export function ledgerError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (classifyDatabaseFailure(error) === 'refused') {
    return new AppError('internal', { detail: 'The ledger refused the operation. It has been logged.', cause: error });
  }
  return new AppError('dependency_unavailable', {
    detail: 'The ledger cannot be reached right now. Try again in a moment.',
    retryAfterSeconds: 2,
    cause: error,
  });
}
