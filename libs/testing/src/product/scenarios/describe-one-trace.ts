import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.ts';
import { openAccount } from '../open-account.ts';
import type { SpanSink } from '../span-sink.ts';
import type { Product } from '../start-product.ts';

const traceId = 'abcdef00000000000000000000000042';

/** One trace from the request to the provider and the settlement, across processes and the queue. */
export function describeOneTrace(product: () => Product, sink: () => SpanSink): void {
  describe('a call that carries a traceparent', () => {
    it('is one trace, from the request over the queue to provider call and settlement', async () => {
      const account = await openAccount(product());
      await fetch(`${product().url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${account.apiKey}`,
          traceparent: `00-${traceId}-00000000000000aa-01`,
        },
        body: JSON.stringify({ model: 'simulator-gpt', messages: [{ role: 'user', content: 'Hi [[sim: tokens=5]]' }] }),
      });
      const own = () =>
        sink()
          .spans()
          .filter((span) => span.traceId === traceId);
      await eventually(() => own().length >= 5, { deadlineMs: 20_000 });
      const parentOf = (name: string) => {
        const span = own().find((candidate) => candidate.name === name);
        const parent = own().find(({ spanId }) => spanId === span?.parentSpanId);
        return `${span?.service} ${name} < ${parent?.name ?? span?.parentSpanId}`;
      };
      expect(
        ['POST /v1/chat/completions', 'run.admit', 'run.execute', 'chat simulator-gpt', 'run.settle'].map(parentOf),
      ).toEqual([
        'api-gateway POST /v1/chat/completions < 00000000000000aa',
        'api-gateway run.admit < POST /v1/chat/completions',
        'llm-worker run.execute < run.admit',
        'llm-worker chat simulator-gpt < run.execute',
        'llm-worker run.settle < run.execute',
      ]);
    }, 40_000);
  });
}
