import { randomUUID } from 'node:crypto';
import { accountEndpoints, apiKeyEndpoints, creditEndpoints, type Transaction } from '@smart-ai-hub/contracts';
import { z } from 'zod';

/** A fresh account, opened as a person would, and its key. */
export type Account = {
  userId: string;
  /** Of the session: for what a key may not do. */
  token: string;
  apiKey: string;
  readBalance(): Promise<{ balance: number; available: number; held: number }>;
  listTransactions(): Promise<Transaction[]>;
};

const signedInSchema = z.object({ token: z.string(), user: z.object({ id: z.string() }) });
const madeKeySchema = z.object({ secret: z.string() });
const balanceSchema = z.object({ balance: z.number(), available: z.number(), held: z.number() });
const PAGE_LIMIT = 100;

export async function openAccount(hubUrl: string): Promise<Account> {
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(`${hubUrl}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const email = `load-${randomUUID()}@example.com`;
  const person = { email, password: 'a long load-test password 4711', firstName: 'Load', lastName: 'Test' };
  const { token, user } = signedInSchema.parse(await post(accountEndpoints.register.path, person));
  const named = { name: 'load test' };
  const { secret } = madeKeySchema.parse(
    await post(apiKeyEndpoints.createApiKey.path, named, { authorization: `Bearer ${token}` }),
  );
  const headers = { authorization: `Bearer ${secret}` };
  return {
    userId: user.id,
    token,
    apiKey: secret,
    readBalance: async () => balanceSchema.parse(await ask(creditEndpoints.readBalance.path, { headers })),
    listTransactions: () =>
      readAllPages((query) => ask(`${creditEndpoints.listTransactions.path}${query}`, { headers })),
  };
}

async function readAllPages(readPage: (query: string) => Promise<unknown>): Promise<Transaction[]> {
  const schema = creditEndpoints.listTransactions.response;
  if (schema === undefined) throw new Error('the endpoint declares no response');
  const transactions: Transaction[] = [];
  for (let page = 1, totalPages = 1; page <= totalPages; page += 1) {
    const answer = schema.parse(await readPage(`?page=${page}&limit=${PAGE_LIMIT}`));
    transactions.push(...answer.transactions);
    totalPages = answer.totalPages;
  }
  return transactions;
}
