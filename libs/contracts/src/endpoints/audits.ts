import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';

/** An invariant of the ledger that did not hold, and the first of what broke it. */
export const auditFindingSchema = z.object({
  /** Stable and short; the label of `aihub_ledger_violations`. */
  invariant: z.string(),
  name: z.string(),
  checked: z.number().int(),
  violations: z.number().int(),
  offendingIds: z.array(z.string()),
  accountIds: z.array(z.string()),
});
export type AuditFinding = z.output<typeof auditFindingSchema>;

/** `abandoned` is one whose process died; the next one begins by itself. */
export const auditStateSchema = z.enum(['running', 'clean', 'violated', 'failed', 'abandoned']);

export const auditSchema = z
  .object({
    id: z.string(),
    state: auditStateSchema,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    /** Rows looked at, over all invariants. */
    checked: z.number().int().nullable(),
    violations: z.number().int().nullable(),
    findings: z.array(auditFindingSchema),
    frozenAccountIds: z.array(z.string()),
    error: z.string().nullable(),
  })
  .meta({ id: 'LedgerAudit' });
export type Audit = z.output<typeof auditSchema>;

export const auditEndpoints = {
  listAudits: defineEndpoint({
    method: 'GET',
    path: '/api/admin/audits',
    summary:
      'The checks of the whole ledger, the latest first: what was checked, what did not hold, which accounts were frozen',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema,
    response: z.object({
      audits: z.array(auditSchema),
      /** What is checked by now, whether it holds or not; an old audit may have checked less. */
      invariants: z.array(z.object({ invariant: z.string(), name: z.string() })),
      ...pageFields,
    }),
    errors: [],
  }),
};
