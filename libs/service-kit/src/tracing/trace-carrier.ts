import { type Context, context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** A W3C trace context as it travels in a job or a request. */
export type TraceCarrier = { traceparent?: string | undefined; tracestate?: string | undefined };

/** The active trace context, to be sent along; empty when nothing is traced. */
export function traceCarrier(): { traceparent?: string; tracestate?: string } {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** The context that a carrier holds, as a parent for `withSpan`. */
export function contextFromCarrier(carrier: TraceCarrier): Context {
  return propagation.extract(ROOT_CONTEXT, carrier);
}
