import pg from 'pg';
import { type DatabaseRole, roleOption } from './database-role.ts';

export type PoolOptions = {
  url: string;
  /** Without a role the connection keeps the rights of its login: for migrations and audits only. */
  role?: DatabaseRole;
  max?: number;
  statementTimeoutMs?: number;
  /** How long a caller waits for a connection before it is told that the database is unavailable. */
  connectionTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Hears of idle connections that broke; the pool has already replaced them. */
  onError?: (error: Error) => void;
};

const ANSWER_GRACE_MS = 1_000;

/**
 * A pg pool that fails fast: 2 s for a connection, 10 s for a statement unless told otherwise. The client-side limit
 * is one second above the server's, so that a server that hangs without an answer is noticed too.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 2_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + ANSWER_GRACE_MS,
    keepAlive: true,
    ...(options.applicationName === undefined ? {} : { application_name: options.applicationName }),
    ...roleOption(options.role),
  });
  // An idle connection that breaks emits 'error'; without a listener it would end the process.
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}
