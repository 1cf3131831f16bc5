export * from './create-ledger.ts';
export * from './credit-account.ts';
export * from './ledger-types.ts';
