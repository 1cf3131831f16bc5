import { type Audit, auditEndpoints, auditFindingSchema } from '@smart-ai-hub/contracts';
import type { LedgerAuditModel } from '@smart-ai-hub/database';
import { ledgerInvariants } from '@smart-ai-hub/ledger';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { pageOf } from '../page.ts';
import { ABANDONED_AFTER_MS, type AuditsRepository } from './audits.repository.ts';

export function mountAudits(
  router: IRouter,
  { audits, authenticate }: { audits: AuditsRepository; authenticate: Authenticate },
): void {
  mountEndpoint(router, auditEndpoints.listAudits, {
    authenticate,
    handler: async ({ query }) => {
      const [rows, total] = await Promise.all([audits.list(query), audits.count()]);
      return {
        audits: rows.map((row) => presentAudit(row, Date.now())),
        invariants: ledgerInvariants.map(({ key, name }) => ({ invariant: key, name })),
        ...pageOf(query, total),
      };
    },
  });
}

function presentAudit(row: LedgerAuditModel, nowMs: number): Audit {
  return {
    id: row.id,
    state: stateOf(row, nowMs),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    checked: row.checked === null ? null : Number(row.checked),
    violations: row.violations === null ? null : Number(row.violations),
    findings: auditFindingSchema.array().parse(row.findings),
    frozenAccountIds: row.frozenAccountIds,
    error: row.error,
  };
}

function stateOf({ startedAt, finishedAt, violations }: LedgerAuditModel, nowMs: number): Audit['state'] {
  if (finishedAt === null) return startedAt.getTime() < nowMs - ABANDONED_AFTER_MS ? 'abandoned' : 'running';
  if (violations === null) return 'failed';
  return violations === 0n ? 'clean' : 'violated';
}
