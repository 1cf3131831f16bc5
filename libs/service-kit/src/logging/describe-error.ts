/** What tells causes apart and cannot hold what a caller sent. */
const harmlessMembers = ['code', 'status', 'syscall', 'address', 'port', 'table', 'constraint'];

const MAX_DEPTH = 6;
const MAX_INNER_ERRORS = 5;

/**
 * An error as it is logged. Only named members are taken: ioredis hangs the whole command on its errors, body-parser the body,
 * Prisma the row, and each of them may hold a prompt or a password.
 */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  const members = error as Error & Record<string, unknown>;
  const { cause, errors } = members;
  const inner = (value: unknown) =>
    value instanceof Error && depth < MAX_DEPTH ? describeError(value, depth + 1) : undefined;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(harmlessMembers.flatMap((name) => (isPlain(members[name]) ? [[name, members[name]]] : []))),
    ...(cause instanceof Error && { cause: inner(cause) }),
    ...(Array.isArray(errors) && { errors: errors.slice(0, MAX_INNER_ERRORS).map(inner) }),
  };
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
