import type { PrismaClient } from '@smart-ai-hub/database';
import { type EventFacts, eventFactsSchema } from './event-facts.ts';

export type ReceivedEvent = { id: string; type: string; livemode: boolean; createdAt: Date; facts: EventFacts };

/** An event that this process is to handle now; `attempts` counts this one. */
export type ClaimedEvent = { id: string; type: string; facts: EventFacts; attempts: number };

export type EventEnd = 'done' | 'ignored' | 'failed';

/** The inbox: an event is written down before it is answered, and handled until it has come to an end. */
export type StripeEventsRepository = {
  /** Once for each id: a second delivery changes nothing. */
  store(event: ReceivedEvent): Promise<void>;
  /** Takes events that are due, or the one that is named if it is, for a minute. */
  claim(limit: number, id?: string): Promise<ClaimedEvent[]>;
  end(id: string, state: EventEnd, outcome: string): Promise<void>;
  postpone(id: string, delayMs: number, outcome: string): Promise<void>;
};

type ClaimedRow = Omit<ClaimedEvent, 'facts'> & { facts: unknown };

/** Longer than handling takes; a process that dies with an event in hand holds it up for no longer than this. */
const CLAIM_SECONDS = 60;

export function createStripeEventsRepository(prisma: PrismaClient): StripeEventsRepository {
  return {
    async store({ id, type, livemode, createdAt, facts }) {
      await prisma.$executeRaw`
        INSERT INTO core."StripeEvent" (id, type, livemode, facts, "createdAt")
        VALUES (${id}, ${type}, ${livemode}, ${JSON.stringify(facts)}::jsonb, ${createdAt}) ON CONFLICT (id) DO NOTHING`;
    },
    async claim(limit, id) {
      const rows = await prisma.$queryRaw<ClaimedRow[]>`
        UPDATE core."StripeEvent" e
        SET "claimedUntil" = now() + ${CLAIM_SECONDS}::int * interval '1 second', attempts = e.attempts + 1
        WHERE e.id IN (SELECT d.id FROM core."StripeEvent" d
                       WHERE d.state = 'pending' AND d."nextAttemptAt" <= now()
                         AND (d."claimedUntil" IS NULL OR d."claimedUntil" <= now())
                         AND (${id ?? null}::text IS NULL OR d.id = ${id ?? null}::text)
                       ORDER BY d."nextAttemptAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING e.id, e.type, e.facts, e.attempts`;
      return rows.map((row) => ({ ...row, facts: eventFactsSchema.parse(row.facts) }));
    },
    async end(id, state, outcome) {
      await prisma.$executeRaw`
        UPDATE core."StripeEvent"
        SET state = ${state}, outcome = ${outcome}, "handledAt" = now(), "nextAttemptAt" = NULL, "claimedUntil" = NULL
        WHERE id = ${id} AND state = 'pending'`;
    },
    async postpone(id, delayMs, outcome) {
      await prisma.$executeRaw`
        UPDATE core."StripeEvent"
        SET outcome = ${outcome}, "nextAttemptAt" = now() + ${delayMs}::int * interval '1 millisecond', "claimedUntil" = NULL
        WHERE id = ${id} AND state = 'pending'`;
    },
  };
}
