const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Prisma: cannot reach, timed out, closed, pool exhausted, no transaction in time. https://www.prisma.io/docs/orm/reference/error-reference */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028', 'P2037']);
/** PostgreSQL: connection exceptions, out of resources, failed over to read-only, shutting down or starting, a timeout. */
const sqlStates = /^(08\w{3}|53\w{3}|25006|57P0[123]|57014|55P03)$/;
/** What Prisma's driver adapter calls a connection that does not answer. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const messages =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|connection is closed|stream isn't writeable|command timed out|client has encountered a connection error|server has closed the connection|query read timeout|can't reach database server/i;
/** Redis: not ready, not the primary, or full: out of memory, or unable to write to disk. */
const redisReplies = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS) /;

const MAX_CAUSES = 5;

/**
 * True when something was thrown because PostgreSQL, Redis or another service could not be reached or did not answer in
 * time. Recognised by form, since pg, Prisma, ioredis and undici share no error class.
 */
export function isDependencyFailure(thrown: unknown, depth = 0): boolean {
  if (!(thrown instanceof Error) && !isRecord(thrown)) return false;
  const { name, code, message, cause, errors, meta, kind } = thrown as Partial<Record<string, unknown>>;
  if (name === 'MaxRetriesPerRequestError' || name === 'PrismaClientInitializationError') return true;
  if (typeof code === 'string' && (systemCodes.has(code) || prismaCodes.has(code) || sqlStates.test(code))) return true;
  if (typeof kind === 'string' && adapterKinds.has(kind)) return true;
  if (typeof message === 'string' && (messages.test(message) || redisReplies.test(message))) return true;
  if (depth >= MAX_CAUSES) return false;
  if (Array.isArray(errors) && errors.some((inner) => isDependencyFailure(inner, depth + 1))) return true;
  // Prisma tells a failed statement by a code of its own, and PostgreSQL's beneath it.
  if (isRecord(meta) && isDependencyFailure(meta['driverAdapterError'], depth + 1)) return true;
  return isDependencyFailure(cause, depth + 1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
