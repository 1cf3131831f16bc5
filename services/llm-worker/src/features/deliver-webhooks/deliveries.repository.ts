import { type WebhookEvent, type WebhookJobPayload, webhookEventSchema } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';
import type { BatchRow } from '@smart-ai-hub/run-pipeline';
import { GIVE_UP_AFTER_DAYS } from './retry-schedule.ts';
import type { PostResult } from './post-webhook.ts';

/** A delivery that this process is to make now. */
export type ClaimedDelivery = {
  id: string;
  webhookId: string;
  event: WebhookEvent;
  subjectId: string;
  createdAt: Date;
  /** Made before this one, in all and since the last redelivery. */
  attempts: number;
  tries: number;
  url: string;
  /** Of all that are valid now, the newest first. */
  secrets: string[];
};

export type AttemptRecord = {
  startedAt: Date;
  result: PostResult;
  isDelivered: boolean;
  /** Null: there is no further attempt. */
  nextDelayMs: number | null;
  /** Why the endpoint wants nothing any more, when that is what it said. */
  gone?: string;
};

export type DeliveriesRepository = {
  /** What is due and in nobody's hands, a few for each webhook: an address that hangs must not keep the others waiting. */
  listDue(limit: number): Promise<WebhookJobPayload[]>;
  /** Takes an attempt for a minute. Undefined when it was made meanwhile, is in other hands, or its webhook is disabled. */
  claim(payload: WebhookJobPayload): Promise<ClaimedDelivery | undefined>;
  /** Writes down an attempt and what follows from it. Answers whether the webhook was disabled by it. */
  record(delivery: ClaimedDelivery, attempt: AttemptRecord): Promise<boolean>;
  findBatch(id: string): Promise<BatchRow | undefined>;
  /** Gives up what is due at webhooks that are disabled. */
  dropDisabled(): Promise<void>;
  /** Forgets secrets that are valid no longer, and deliveries that are older, a thousand at once; answers how many deliveries. */
  forgetOld(keepDays: number): Promise<number>;
};

/** Longer than an attempt takes; a worker that dies with one in hand holds it up for no longer than this. */
const CLAIM_SECONDS = 60;
const AT_ONCE_PER_WEBHOOK = 8;
const FORGOTTEN_AT_ONCE = 1_000;

export function createDeliveriesRepository(prisma: PrismaClient): DeliveriesRepository {
  return {
    listDue: (limit) => prisma.$queryRaw<WebhookJobPayload[]>`
      SELECT due.id AS "deliveryId", due.attempts
      FROM (SELECT d.id, d.attempts, d."nextAttemptAt", d."claimedUntil" > now() AS "isClaimed",
                   row_number() OVER (PARTITION BY d."webhookId"
                                      ORDER BY d."claimedUntil" > now() DESC NULLS LAST, d."nextAttemptAt") AS place
            FROM core."WebhookDelivery" d
            WHERE d.state = 'pending' AND d."nextAttemptAt" <= now()) due
      WHERE due.place <= ${AT_ONCE_PER_WEBHOOK} AND due."isClaimed" IS NOT TRUE
      ORDER BY due."nextAttemptAt" LIMIT ${limit}`,
    async claim({ deliveryId, attempts }) {
      const [claimed] = await prisma.$queryRaw<Omit<ClaimedDelivery, 'secrets'>[]>`
        UPDATE core."WebhookDelivery" d SET "claimedUntil" = now() + ${CLAIM_SECONDS}::int * interval '1 second'
        FROM core."Webhook" w
        WHERE d.id = ${deliveryId} AND d.attempts = ${attempts} AND d.state = 'pending' AND d."nextAttemptAt" <= now()
          AND (d."claimedUntil" IS NULL OR d."claimedUntil" <= now()) AND w.id = d."webhookId" AND w.enabled
        RETURNING d.id, d."webhookId", d.event, d."subjectId", d."createdAt", d.attempts, d.tries, w.url`;
      if (!claimed) return undefined;
      const secrets = await prisma.webhookSecret.findMany({
        where: { webhookId: claimed.webhookId, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      });
      const event = webhookEventSchema.parse(claimed.event);
      return { ...claimed, event, secrets: secrets.map(({ secret }) => secret) };
    },
    async findBatch(id) {
      const [row] = await prisma.$queryRaw<BatchRow[]>`SELECT * FROM core.read_batches(ARRAY[${id}]::text[])`;
      return row;
    },
    record: (delivery, attempt) => recordAttempt(prisma, delivery, attempt),
    async dropDisabled() {
      await prisma.$executeRaw`
        UPDATE core."WebhookDelivery" d SET state = 'failed', "nextAttemptAt" = NULL, "claimedUntil" = NULL
        FROM core."Webhook" w
        WHERE d.state = 'pending' AND d."nextAttemptAt" <= now() AND w.id = d."webhookId" AND NOT w.enabled`;
    },
    async forgetOld(keepDays) {
      await prisma.$executeRaw`DELETE FROM core."WebhookSecret" WHERE "expiresAt" < now()`;
      for (let deleted = 0; ;) {
        const count = await prisma.$executeRaw`
          DELETE FROM core."WebhookDelivery" WHERE id IN (
            SELECT id FROM core."WebhookDelivery" WHERE "createdAt" < now() - ${keepDays}::int * interval '1 day'
            ORDER BY "createdAt" LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
        deleted += count;
        if (count < FORGOTTEN_AT_ONCE) return deleted;
      }
    },
  };
}

/** One statement: the log, the delivery and its webhook never tell different stories. */
async function recordAttempt(
  prisma: PrismaClient,
  { id, attempts }: ClaimedDelivery,
  { startedAt, result, isDelivered, nextDelayMs, gone }: AttemptRecord,
): Promise<boolean> {
  const state = isDelivered ? 'delivered' : nextDelayMs === null ? 'failed' : 'pending';
  const [status, error] = 'status' in result ? [result.status, null] : [null, result.error];
  const failing = `No delivery has succeeded for ${GIVE_UP_AFTER_DAYS} days.`;
  const disabled = await prisma.$queryRaw<unknown[]>`
    WITH made AS (
        UPDATE core."WebhookDelivery" d
        SET state = ${state}, attempts = d.attempts + 1, tries = d.tries + 1, "claimedUntil" = NULL,
            "nextAttemptAt" = now() + ${nextDelayMs}::int * interval '1 millisecond'
        WHERE d.id = ${id} AND d.attempts = ${attempts} AND d.state = 'pending'
        RETURNING d.id, d.attempts, d."webhookId"
    ), logged AS (
        INSERT INTO core."WebhookAttempt" ("deliveryId", number, "startedAt", "durationMs", status, error, response)
        SELECT made.id, made.attempts, ${startedAt}::timestamptz, ${result.durationMs}, ${status}::int, ${error},
               ${result.response}
        FROM made
    ), verdict AS (
        SELECT w.id, CASE WHEN ${isDelivered} THEN NULL
                          WHEN ${gone ?? null}::text IS NOT NULL THEN ${gone ?? null}::text
                          WHEN w."failingSince" < now() - ${GIVE_UP_AFTER_DAYS}::int * interval '1 day' THEN ${failing}
                     END AS reason
        FROM made JOIN core."Webhook" w ON w.id = made."webhookId"
    ), endpoint AS (
        UPDATE core."Webhook" w
        SET "failingSince" = CASE WHEN ${isDelivered} THEN NULL ELSE coalesce(w."failingSince", now()) END,
            enabled = v.reason IS NULL, "disabledReason" = v.reason
        FROM verdict v
        -- Most deliveries succeed after one that did: those leave the row of their webhook alone.
        WHERE w.id = v.id AND w.enabled AND NOT (${isDelivered} AND w."failingSince" IS NULL)
        RETURNING w."disabledReason"
    )
    SELECT "disabledReason" FROM endpoint WHERE "disabledReason" IS NOT NULL`;
  return disabled.length > 0;
}
