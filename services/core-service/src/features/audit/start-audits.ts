import { auditFindingSchema } from '@smart-ai-hub/contracts';
import { ledgerInvariants } from '@smart-ai-hub/ledger';
import { type Metrics, repeat } from '@smart-ai-hub/service-kit';
import { type AuditDeps, auditLedger } from './audit-ledger.ts';

/** How soon a due audit begins, and how soon every replica shows what the last one found. */
const LOOK_MS = 30_000;

/** Begins an audit whenever one is due, and shows the result of the last one, whichever replica did it. */
export function startAudits(deps: AuditDeps & { metrics: Metrics }): { stop(): void } {
  const show = showResults(deps);
  const look = async () => {
    await auditLedger(deps);
    await show();
  };
  const onError = (error: unknown) => deps.logger.error({ err: error }, 'the ledger could not be audited');
  look().catch(onError);
  return repeat(look, LOOK_MS, onError);
}

/** Every invariant has its series from the first audit on, so that an alert on it can tell 0 from nothing. */
export function showResults({ audits, metrics }: Pick<AuditDeps, 'audits'> & { metrics: Metrics }) {
  const violations = metrics.gauge(
    'aihub_ledger_violations',
    'Rows that broke an invariant of the ledger in the last audit; 0 is well',
    ['invariant'],
  );
  const finished = metrics.gauge(
    'aihub_ledger_audit_finished_timestamp_seconds',
    'When the last audit that came to a result ended',
    [],
  );
  const duration = metrics.gauge('aihub_ledger_audit_duration_seconds', 'How long the last audit took', []);
  return async () => {
    const last = await audits.findLastResult();
    if (last?.finishedAt == null) return;
    const found = new Map(
      auditFindingSchema
        .array()
        .parse(last.findings)
        .map((finding) => [finding.invariant, finding.violations]),
    );
    for (const { key: invariant } of ledgerInvariants) violations.set({ invariant }, found.get(invariant) ?? 0);
    finished.set(last.finishedAt.getTime() / 1_000);
    duration.set((last.finishedAt.getTime() - last.startedAt.getTime()) / 1_000);
  };
}
