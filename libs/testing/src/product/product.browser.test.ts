import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeApiReference } from './scenarios/describe-api-reference.ts';
import { describeBadInput } from './scenarios/describe-bad-input.ts';
import { describeBadBodies } from './scenarios/bad-input/describe-bad-bodies.ts';
import { describeBrowserJourney } from './scenarios/describe-browser-journey.ts';
import { describeFuzzedApi } from './scenarios/describe-fuzzed-api.ts';
import { describeKeptContents } from './scenarios/describe-kept-contents.ts';
import { describeOneTrace } from './scenarios/describe-one-trace.ts';
import { describeSdkCalls } from './scenarios/describe-sdk-calls.ts';
import { describeAnthropicSdk } from './scenarios/sdk/describe-anthropic-sdk.ts';
import { describeOpenAiSdk } from './scenarios/sdk/describe-openai-sdk.ts';
import { describeResponsesSearches } from './scenarios/sdk/describe-responses-searches.ts';
import { describeProviders } from './scenarios/sdk/describe-providers.ts';
import { describeResponsesSdk } from './scenarios/sdk/describe-responses-sdk.ts';
import { describeWorkerDeath } from './scenarios/describe-worker-death.ts';
import { type SpanSink, startSpanSink } from './span-sink.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;
let sink: SpanSink;

beforeAll(async () => {
  sink = await startSpanSink();
  product = await startProduct({
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_BSP_SCHEDULE_DELAY: '500',
    REGISTRATIONS_PER_HOUR: '1000',
  });
}, 240_000);

afterAll(async () => {
  await product.stop();
  await sink.stop();
}, 60_000);

/** One product for all scenarios, one after the other: some of them kill parts of it. */
describe('the product as `npm start` runs it', () => {
  describeSdkCalls(() => product);
  describeOpenAiSdk(() => product);
  describeResponsesSdk(() => product);
  describeResponsesSearches(() => product);
  describeAnthropicSdk(() => product);
  describeProviders(() => product);
  describeBadInput(() => product);
  describeBadBodies(() => product);
  describeOneTrace(
    () => product,
    () => sink,
  );
  describeKeptContents(() => product);
  describeBrowserJourney(() => product);
  describeApiReference(() => product);
  describeWorkerDeath(() => product);
  describeFuzzedApi(() => product);

  it('has a ledger that holds after all of this', async () => {
    const pool = createPool({ url: product.databaseUrl });
    try {
      const reports = await verifyLedger(pool);
      expect(reports.filter(({ violations }) => violations > 0)).toEqual([]);
    } finally {
      await pool.end();
    }
  });

  it('has written no prompt, password, key or token into a log', () => {
    const logs = product.readLogs();
    expect(logs).not.toMatch(/password123|capital of France|sah_live_[A-Za-z0-9]{20}|eyJhbGciOi/);
  });
});
