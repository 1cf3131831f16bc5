import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { maskSecretMembers, maskSecretValues } from './scrub-secrets.ts';

export type { Logger } from 'pino';

export type LoggerOptions = { service: string; level: string; destination?: DestinationStream };

/**
 * A JSON logger on standard output. Secrets are masked twice: members by name, and values by form in the finished line, so
 * that a key inside a third-party error message does not get through. Within a span each line carries its trace id.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) => maskSecretMembers(entry),
    },
    // Errors are described by the formatter above; pino's own serializer would copy every member of them.
    serializers: { err: (described: unknown) => described },
    mixin: activeTrace,
    hooks: { streamWrite: maskSecretValues },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function activeTrace(): { traceId?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span) ? { traceId: span.traceId } : {};
}
