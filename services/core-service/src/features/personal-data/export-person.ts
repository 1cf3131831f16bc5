import { AppError, type Identity, microsToCredits } from '@smart-ai-hub/contracts';
import type { AutoTopUpModel, CreditAccountModel, CreditTransactionModel } from '@smart-ai-hub/database';
import { presentRun, type RunRecord } from '@smart-ai-hub/ledger';
import type { Response } from 'express';
import { BATCH_ROWS as TRANSACTIONS_AT_ONCE, type CreditsRepository } from '../credits/credits.repository.ts';
import { presentTransaction } from '../credits/present-transaction.ts';
import { presentNotice } from '../notices/show-notices.ts';
import { presentPayment } from '../payments/present-payment.ts';
import { readInBatches } from '../read-in-batches.ts';
import { readRetention } from '../run-contents/keep-retention.ts';
import type { KeptContentRow, RunContentsRepository } from '../run-contents/run-contents.repository.ts';
import { presentContent } from '../run-contents/show-content.ts';
import { BATCH_ROWS as RUNS_AT_ONCE, type RunsRepository } from '../runs/runs.repository.ts';
import { presentWebhook } from '../webhooks/present-webhook.ts';
import type { CountExport } from './export-limit.ts';
import {
  BATCHES_AT_ONCE,
  CONTENTS_AT_ONCE,
  type ExportedBatch,
  type PersonalDataRepository,
  type RedeemedCode,
} from './personal-data.repository.ts';
import { writeJson } from './write-json.ts';

export type ExportPersonDeps = {
  personalData: PersonalDataRepository;
  contents: RunContentsRepository;
  credits: CreditsRepository;
  runs: RunsRepository;
  countExport: CountExport;
};

/**
 * Writes everything that the hub has of the caller. What is short is read before the first byte, so that a failure is told as such.
 * @throws AppError unauthenticated for somebody who was deleted meanwhile, rate_limited
 */
export async function exportPerson(deps: ExportPersonDeps, { accountId }: Identity, res: Response): Promise<void> {
  await deps.countExport(accountId);
  const short = await readShortParts(deps, accountId);
  await writeJson(res, 'my-data.json', { ...short, ...longParts(deps, accountId) });
}

async function readShortParts({ personalData, contents }: ExportPersonDeps, accountId: string) {
  const [person, account, autoTopUp, { retention }] = await Promise.all([
    personalData.readPerson(accountId),
    personalData.findAccount(accountId),
    personalData.findAutoTopUp(accountId),
    readRetention({ contents }, accountId),
  ]);
  if (person === undefined || account === null) {
    throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
  }
  return {
    exportedAt: new Date().toISOString(),
    ...person,
    account: presentAccount(account),
    autoTopUp: autoTopUp && presentAutoTopUp(autoTopUp),
    contentRetention: retention,
    webhooks: (await personalData.listWebhooks(accountId)).map(presentWebhook),
    promoCodes: (await personalData.listRedeemedCodes(accountId)).map(presentCode),
    notices: (await personalData.listNotices(accountId)).map(presentNotice),
    payments: (await personalData.listPayments(accountId)).map(presentPayment),
  };
}

function longParts({ personalData, credits, runs }: ExportPersonDeps, accountId: string) {
  return {
    batches: readInBatches<ExportedBatch>((last) => personalData.readBatches(accountId, last), BATCHES_AT_ONCE),
    transactions: mapped(
      readInBatches<CreditTransactionModel>((last) => credits.readBatch(accountId, {}, last), TRANSACTIONS_AT_ONCE),
      presentTransaction,
    ),
    runs: mapped(
      readInBatches<RunRecord>((last) => runs.readBatch(accountId, {}, last), RUNS_AT_ONCE),
      presentRun,
    ),
    contents: mapped(
      readInBatches<KeptContentRow>((last) => personalData.readContents(accountId, last), CONTENTS_AT_ONCE),
      presentContent,
    ),
  };
}

async function* mapped<From, To>(rows: AsyncIterable<From>, present: (row: From) => To): AsyncGenerator<To> {
  for await (const row of rows) yield present(row);
}

const presentAccount = (account: CreditAccountModel) => ({
  id: account.id,
  balance: microsToCredits(account.currentBalance),
  available: microsToCredits(account.available),
  held: microsToCredits(account.held),
  debt: microsToCredits(account.debtMicros),
  totalPurchased: microsToCredits(account.totalPurchased),
  totalUsed: microsToCredits(account.totalUsed),
  frozenAt: account.frozenAt,
  frozenReason: account.frozenReason,
  lowBalance: account.lowBalanceMicros === null ? null : microsToCredits(account.lowBalanceMicros),
  mails: account.mailsNotices,
  createdAt: account.createdAt,
});

const presentAutoTopUp = ({ thresholdMicros, accountId: _account, userId: _user, ...settings }: AutoTopUpModel) => ({
  ...settings,
  threshold: microsToCredits(thresholdMicros),
});

const presentCode = ({ amountMicros, ...redeemed }: RedeemedCode) => ({
  ...redeemed,
  amount: amountMicros === null ? null : microsToCredits(amountMicros),
});
