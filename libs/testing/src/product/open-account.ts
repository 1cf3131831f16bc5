import { randomBytes } from 'node:crypto';
import type { Product } from './start-product.ts';

export type OpenedAccount = {
  email: string;
  password: string;
  accessToken: string;
  apiKey: string;
  /** GET of an `/api` address as this account. */
  read<Answer>(path: string): Promise<Answer>;
};

export type Balance = { balance: number; available: number; held: number; debt: number };
export type TransactionPage = {
  transactions: { type: string; amount: number; balanceAfter: number; metadata: Record<string, unknown> }[];
};
export type RunPage = {
  runs: { id: string; state: string; cost: number | null; model: string; errorCode: string | null; usage: unknown }[];
};

async function post<Answer>(url: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** A new account with its welcome credits and an API key, made through the front door. */
export async function openAccount({ url }: Product): Promise<OpenedAccount> {
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const password = 'password123';
  const person = { email, password, firstName: 'Ada', lastName: 'Lovelace' };
  const { token } = await post<{ token: string }>(`${url}/api/auth/register`, person);
  const { secret } = await post<{ secret: string }>(`${url}/api/keys`, { name: 'test' }, token);
  return {
    email,
    password,
    accessToken: token,
    apiKey: secret,
    async read<Answer>(path: string) {
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as Answer;
    },
  };
}
