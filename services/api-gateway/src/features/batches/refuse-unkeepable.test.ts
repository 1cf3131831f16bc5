import type { CreateBatch } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { refuseUnkeepable } from './refuse-unkeepable.ts';

const batchOf = (...texts: string[]) => ({ requests: texts.map((text) => ({ customId: text })) }) as CreateBatch;

describe('what a batch cannot keep', () => {
  it.each(['a\0b', 'half \ud83d', '\udc00'])('%j is refused with the place of its request', (text) => {
    expect(() => refuseUnkeepable(batchOf('good', text))).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ path: 'requests[1]' })],
      }),
    );
  });

  it('is not what only looks like it', () => {
    expect(() => refuseUnkeepable(batchOf('\\u0000', '😀', ''))).not.toThrow();
  });
});
