import { newId } from '@smart-ai-hub/contracts';
import { type LedgerAuditModel, type PrismaClient, prismaExecutor } from '@smart-ai-hub/database';
import { setAccountFrozen } from '@smart-ai-hub/ledger';
import { type Page, rowsOf } from '../page.ts';

export type AuditResult = {
  checked: number;
  violations: number;
  findings: unknown[];
  frozenAccountIds: string[];
};

export type AuditsRepository = {
  /** The id of the audit that is ours to do; undefined while another replica's is newer than the interval, or runs. */
  begin(intervalMs: number): Promise<string | undefined>;
  finish(id: string, result: AuditResult): Promise<void>;
  fail(id: string, error: string): Promise<void>;
  /** True for an account that was not frozen before. */
  freeze(accountId: string, reason: string): Promise<boolean>;
  list(page: Page): Promise<LedgerAuditModel[]>;
  count(): Promise<number>;
  /** The last one that came to a result. */
  findLastResult(): Promise<LedgerAuditModel | null>;
};

/** One whose process died is followed by the next after this time. */
export const ABANDONED_AFTER_MS = 20 * 60_000;

export function createAuditsRepository(prisma: PrismaClient): AuditsRepository {
  const executor = prismaExecutor(prisma);
  return {
    async begin(intervalMs) {
      const id = newId('aud');
      const [row] = await prisma.$queryRaw<{ begun: boolean }[]>`
        SELECT core.begin_audit(${id}, ${BigInt(intervalMs)}, ${BigInt(ABANDONED_AFTER_MS)}) AS begun`;
      return row?.begun === true ? id : undefined;
    },
    async finish(id, { checked, violations, findings, frozenAccountIds }) {
      await prisma.$executeRaw`
        SELECT core.finish_audit(${id}, ${BigInt(checked)}, ${BigInt(violations)}, ${JSON.stringify(findings)}::jsonb,
                                 ${frozenAccountIds}, NULL)`;
    },
    async fail(id, error) {
      await prisma.$executeRaw`SELECT core.finish_audit(${id}, NULL, NULL, '[]', '{}', ${error})`;
    },
    freeze: async (accountId, reason) => (await setAccountFrozen(executor, accountId, { reason })).changed,
    list: (page) => prisma.ledgerAudit.findMany({ orderBy: { startedAt: 'desc' }, ...rowsOf(page) }),
    count: () => prisma.ledgerAudit.count(),
    findLastResult: () =>
      prisma.ledgerAudit.findFirst({ where: { violations: { not: null } }, orderBy: { startedAt: 'desc' } }),
  };
}
