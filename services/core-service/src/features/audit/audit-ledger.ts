import type { AuditFinding } from '@smart-ai-hub/contracts';
import { type InvariantReport, verifyLedger } from '@smart-ai-hub/ledger';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { Pool } from 'pg';
import type { AuditsRepository } from './audits.repository.ts';

export type AuditDeps = {
  audits: AuditsRepository;
  /** Connections that may read for minutes. */
  auditPool: Pool;
  logger: Logger;
  auditIntervalMs: number;
  /** Above this many a fault of ours is likelier than that many accounts being wrong: then nobody is frozen, and people are called. */
  maxFrozenAccounts: number;
};

/**
 * Checks the whole ledger when an audit is due and no other replica is at it. Accounts that break an invariant are frozen, and
 * no others. Answers whether this call did it.
 */
export async function auditLedger(deps: AuditDeps): Promise<boolean> {
  const { audits, logger } = deps;
  const id = await audits.begin(deps.auditIntervalMs);
  if (id === undefined) return false;
  try {
    const reports = await verifyLedger(deps.auditPool);
    const broken = reports.filter(({ violations }) => violations > 0);
    const frozenAccountIds = await freezeAccounts(deps, broken);
    const sum = (field: 'checked' | 'violations') => reports.reduce((total, report) => total + report[field], 0);
    const result = { checked: sum('checked'), violations: sum('violations') };
    await audits.finish(id, { ...result, findings: broken.map(toFinding), frozenAccountIds });
    logger.info({ auditId: id, ...result }, 'ledger audited');
  } catch (thrown) {
    await audits.fail(id, thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
  return true;
}

async function freezeAccounts(deps: AuditDeps, broken: readonly InvariantReport[]): Promise<string[]> {
  const reasons = new Map<string, string>();
  for (const { name, freezes, accountIds } of broken) {
    deps.logger.error({ invariant: name, accounts: accountIds.length }, 'an invariant of the ledger does not hold');
    for (const accountId of freezes ? accountIds : []) {
      if (!reasons.has(accountId)) reasons.set(accountId, `The ledger of this account is being looked at: ${name}.`);
    }
  }
  if (reasons.size > deps.maxFrozenAccounts) {
    deps.logger.error({ accounts: reasons.size }, 'too many accounts to freeze them unseen: none was');
    return [];
  }
  const frozen: string[] = [];
  for (const [accountId, reason] of reasons) {
    if (await deps.audits.freeze(accountId, reason)) frozen.push(accountId);
  }
  return frozen;
}

const toFinding = ({ key, name, checked, violations, offendingIds, accountIds }: InvariantReport): AuditFinding => ({
  invariant: key,
  name,
  checked,
  violations,
  offendingIds,
  accountIds,
});
