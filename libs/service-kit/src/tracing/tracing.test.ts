import { context, trace } from '@opentelemetry/api';
import { node, tracing } from '@opentelemetry/sdk-node';
import { afterAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createSampleApp } from '../http/fixtures/create-sample-app.ts';
import { contextFromCarrier, traceCarrier } from './trace-carrier.ts';
import { withSpan } from './with-span.ts';

const exporter = new tracing.InMemorySpanExporter();
const provider = new node.NodeTracerProvider({ spanProcessors: [new tracing.SimpleSpanProcessor(exporter)] });
provider.register();

afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe('tracing', () => {
  it('continues the trace of the caller, names the span by the route template and logs the trace id', async () => {
    const { app, lines } = createSampleApp({
      configure: (sample) =>
        sample.get('/things/:id', async (_request, response) => {
          await withSpan('inner', {}, async () => {});
          response.json(traceCarrier());
        }),
    });
    const { body } = await request(app).get('/things/7').set('traceparent', `00-${TRACE_ID}-b7ad6b7169203331-01`);
    expect((body as { traceparent: string }).traceparent).toContain(TRACE_ID);
    const spans = exporter.getFinishedSpans();
    const server = spans.find((span) => span.name === 'GET /things/:id');
    const inner = spans.find((span) => span.name === 'inner');
    expect(server?.spanContext().traceId).toBe(TRACE_ID);
    expect(server?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(inner?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'request', traceId: TRACE_ID });
  });

  it('carries a trace through a job and marks a span whose work threw', async () => {
    exporter.reset();
    const carrier = await withSpan('producer', {}, async () => traceCarrier());
    const failing = withSpan('consumer', { parent: contextFromCarrier(carrier) }, () =>
      Promise.reject(new Error('lost')),
    );
    await expect(failing).rejects.toThrow('lost');
    const [producer, consumer] = exporter.getFinishedSpans();
    expect(consumer?.spanContext().traceId).toBe(producer?.spanContext().traceId);
    expect(consumer?.status.code).toBe(2);
    expect(consumer?.events[0]?.name).toBe('exception');
  });
});
