import {
  type Attributes,
  type Context,
  context,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

const TRACER = 'smart-ai-hub';

export type SpanSettings = { kind?: SpanKind; attributes?: Attributes; parent?: Context };

/** Starts a span that the caller ends; `withSpan` is the better choice wherever the work is one function. */
export function startSpan(name: string, { kind, attributes, parent }: SpanSettings = {}): Span {
  const options = { ...(kind !== undefined && { kind }), ...(attributes !== undefined && { attributes }) };
  return trace.getTracer(TRACER).startSpan(name, options, parent ?? context.active());
}

/** Runs a function inside a span: the span is active for everything below, notes what is thrown, and always ends. */
export async function withSpan<T>(name: string, settings: SpanSettings, fn: (span: Span) => Promise<T>): Promise<T> {
  const span = startSpan(name, settings);
  try {
    return await context.with(trace.setSpan(settings.parent ?? context.active(), span), () => fn(span));
  } catch (thrown) {
    recordFailure(span, thrown);
    throw thrown;
  } finally {
    span.end();
  }
}

/** Marks a span as failed with what was thrown. */
export function recordFailure(span: Span, thrown: unknown): void {
  span.recordException(thrown instanceof Error ? thrown : String(thrown));
  span.setStatus({ code: SpanStatusCode.ERROR });
}
