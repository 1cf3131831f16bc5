import type { ContentRetention, Run } from '@smart-ai-hub/contracts';

/** Why there is no content of a call: none is kept, it is from before, it has not ended, or its time is over. */
export type NotKept = 'off' | 'before' | 'running' | 'over';

const DAY_MS = 86_400_000;

/** What can be said without asking for the content; undefined where it may be there. */
export function whyNotKept(
  { createdAt, endedAt }: Pick<Run, 'createdAt' | 'endedAt'>,
  { keepDays, keptSince }: ContentRetention,
  now: number,
): NotKept | undefined {
  if (keepDays === null || keptSince === null) return 'off';
  if (Date.parse(createdAt) < Date.parse(keptSince)) return 'before';
  if (endedAt === null) return 'running';
  return Date.parse(endedAt) + keepDays * DAY_MS < now ? 'over' : undefined;
}
