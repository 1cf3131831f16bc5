export * from './budgets.ts';
export * from './create-ledger.ts';
export * from './credit-account.ts';
export * from './ledger-types.ts';
export * from './payments.ts';
export { presentRun } from './present-run.ts';
export { type RunRow, toRunRecord } from './run-record.ts';
export { ledgerInvariants } from './verify/invariants.ts';
export { type InvariantReport, verifyLedger } from './verify/verify-ledger.ts';
