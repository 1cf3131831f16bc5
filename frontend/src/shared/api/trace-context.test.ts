import { describe, expect, it } from '@jest/globals';
import { newTraceparent } from './trace-context.ts';

describe('the trace context of a request', () => {
  it('is a valid W3C traceparent and another one each time', () => {
    const first = newTraceparent();
    expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(newTraceparent()).not.toBe(first);
  });
});
