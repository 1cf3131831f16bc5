export type Tracing = { shutdown(): Promise<void> };

/**
 * Sends spans by OTLP/HTTP to a collector; without an endpoint nothing is loaded and every span is a no-op. Spans are made by
 * hand (`withSpan`) and contexts travel as W3C traceparent. The SDK is imported only when wanted: it takes most of a start.
 */
export async function startTracing(options: { service: string; endpoint?: string | undefined }): Promise<Tracing> {
  if (options.endpoint === undefined) return { shutdown: async () => {} };
  const [{ NodeSDK }, { OTLPTraceExporter }, { resourceFromAttributes }, { ATTR_SERVICE_NAME }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/semantic-conventions'),
  ]);
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: options.service }),
    traceExporter: new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` }),
    instrumentations: [],
  });
  sdk.start();
  return { shutdown: () => sdk.shutdown() };
}
