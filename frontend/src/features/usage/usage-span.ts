import { z } from 'zod';

/** The times that can be chosen by one click; `days` is for others. */
export const usageRangeSchema = z.enum(['24h', '7d', '30d', '90d', 'month', 'last-month', '12m', 'days']);
export type UsageRange = z.output<typeof usageRangeSchema>;

/** What one bar of a plot, or one row of a table by time, stands for. */
export type UsageUnit = 'hour' | 'day' | 'month';

/** `from` and `to` as `/api/usage` takes them; without `to` it lasts until now. */
export type UsageSpan = { from: string; to?: string; unit: UsageUnit };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More bars than these are too thin to be told apart. */
const MAX_DAYS_BY_DAY = 92;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const hourOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 13)}:00:00.000Z`;
/** The first day of the month that lies so many months before. */
const monthStart = (ms: number, monthsBefore: number): number =>
  Date.UTC(new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth() - monthsBefore);

const lastDays = (now: number, count: number): UsageSpan => ({ from: dayOf(now - (count - 1) * DAY_MS), unit: 'day' });

/** All of it is counted in UTC. `from` and `to` are what was typed for `days`; an empty one leaves that end open. */
export function spanOf({ range, from, to }: { range: UsageRange; from: string; to: string }, now: number): UsageSpan {
  switch (range) {
    case '24h':
      return { from: hourOf(now - 23 * HOUR_MS), unit: 'hour' };
    case '7d':
      return lastDays(now, 7);
    case '30d':
      return lastDays(now, 30);
    case '90d':
      return lastDays(now, 90);
    case 'month':
      return { from: dayOf(monthStart(now, 0)), unit: 'day' };
    case 'last-month':
      return { from: dayOf(monthStart(now, 1)), to: dayOf(monthStart(now, 0)), unit: 'day' };
    case '12m':
      return { from: dayOf(monthStart(now, 11)), unit: 'month' };
    case 'days':
      return spanOfDays(from, to, now);
  }
}

function spanOfDays(from: string, to: string, now: number): UsageSpan {
  const endMs = to === '' ? now : Date.parse(to);
  const startMs = from === '' ? endMs - 30 * DAY_MS : Date.parse(from);
  const unit = endMs - startMs > MAX_DAYS_BY_DAY * DAY_MS ? 'month' : 'day';
  return { from: from === '' ? dayOf(startMs) : from, ...(to !== '' && { to }), unit };
}

/** Every hour, day or month between two moments, as `2026-11-26T04:00:00.000Z`, `2026-11-26` or `2026-11`, also those without a call. */
export function slotsOf(unit: UsageUnit, from: string, to: string): string[] {
  const end = Date.parse(to);
  const slots: string[] = [];
  let at = Date.parse(from);
  if (unit === 'month') at = monthStart(at, 0);
  while (at < end) {
    slots.push(slotOf(unit, new Date(at).toISOString()));
    at = unit === 'month' ? monthStart(at, -1) : at + (unit === 'day' ? DAY_MS : HOUR_MS);
  }
  return slots;
}

/** The slot in which a day or an hour of an answer lies. */
export function slotOf(unit: UsageUnit, moment: string): string {
  if (unit === 'hour') return moment;
  return moment.slice(0, unit === 'day' ? 10 : 7);
}

const formats = {
  hour: new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }),
  day: new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' }),
};
const longFormats = {
  hour: new Intl.DateTimeFormat('en-US', {
    ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' },
  } as const),
  day: new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
};

/** `04:00`, `Nov 26`, `Nov 2026`: below a bar. */
export const formatSlot = (unit: UsageUnit, slot: string): string => formats[unit].format(new Date(slot));
/** With all that is needed to know it by: in a tooltip or a table. */
export const formatWholeSlot = (unit: UsageUnit, slot: string): string => longFormats[unit].format(new Date(slot));
