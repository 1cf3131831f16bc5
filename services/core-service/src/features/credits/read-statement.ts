import { AppError, microsToCredits, type Statement, transactionTypeSchema } from '@smart-ai-hub/contracts';
import type { Span, StatementsRepository } from './statements.repository.ts';

/** The months from the account's first to this one, as `2026-11`, the latest first. */
export async function listStatements(statements: StatementsRepository, accountId: string) {
  const opening = await statements.findOpening(accountId);
  const months: string[] = [];
  if (opening === null) return { months };
  for (let { from } = spanOf(monthOf(new Date())); from >= spanOf(monthOf(opening)).from; from = monthBefore(from)) {
    months.push(monthOf(from));
  }
  return { months };
}

/** @throws AppError not_found for a month before the account, or one that has not begun */
export async function readStatement(statements: StatementsRepository, accountId: string, month: string) {
  const { months } = await listStatements(statements, accountId);
  if (!months.includes(month)) {
    throw new AppError('not_found', {
      detail: `There is no statement of ${month}. The first is of ${months.at(-1) ?? 'no month'}, the last of ${months[0] ?? 'none'}.`,
    });
  }
  const span = spanOf(month);
  const [openingMicros, byType, byModel] = await Promise.all([
    statements.readBalanceBefore(accountId, span.from),
    statements.sumByType(accountId, span),
    statements.sumByModel(accountId, span),
  ]);
  const closingMicros = byType.reduce((sum, { amount }) => sum + amount, openingMicros);
  const statement: Statement = {
    month,
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    final: span.to.getTime() <= Date.now(),
    opening: microsToCredits(openingMicros),
    closing: microsToCredits(closingMicros),
    byType: byType
      .filter(({ type }) => type !== 'hold' && type !== 'void')
      .map(({ type, count, amount }) => ({
        type: transactionTypeSchema.parse(type),
        count: Number(count),
        amount: microsToCredits(amount),
      })),
    byModel: byModel.map(({ model, calls, amount }) => ({
      model,
      calls: Number(calls),
      amount: microsToCredits(amount),
    })),
  };
  return { statement };
}

const monthOf = (date: Date): string => date.toISOString().slice(0, 7);
const monthBefore = (date: Date): Date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1));

function spanOf(month: string): Span {
  const from = new Date(`${month}-01T00:00:00Z`);
  return { from, to: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1)) };
}
