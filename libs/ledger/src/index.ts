export * from './create-ledger.ts';
export * from './credit-account.ts';
export * from './ledger-types.ts';
export { type InvariantReport, verifyLedger } from './verify/verify-ledger.ts';
