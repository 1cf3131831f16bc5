import { describe, expect, it } from '@jest/globals';
import { retentionText } from './keep-contents.tsx';

const off = { keepDays: null, keptSince: null, isForgetting: false };

describe('what is said about kept prompts and answers', () => {
  it('is that nothing is kept, until somebody asks for it', () => {
    expect(retentionText(off)).toBe('Prompts and answers of your calls are not kept.');
  });

  it('names the time, and since when', () => {
    const text = retentionText({ keepDays: 30, keptSince: '2026-11-26T10:00:00.000Z', isForgetting: false });
    expect(text).toMatch(/^Calls that were sent since .*2026.* are kept for 30 days each\.$/);
    expect(retentionText({ keepDays: 1, keptSince: '2026-11-26T10:00:00.000Z', isForgetting: false })).toMatch(
      /kept for a day each/,
    );
  });

  it('tells that what was kept before is still being deleted', () => {
    expect(retentionText({ ...off, isForgetting: true })).toMatch(/is being deleted\.$/);
  });
});
