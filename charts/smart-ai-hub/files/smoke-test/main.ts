// `helm test`: signs in, calls a model, and compares what the call cost with what the ledger says. Ends with 1 when a step fails.
// Reads HUB_URL, MODEL, and ADMIN_EMAIL with ADMIN_PASSWORD; without these two it signs up an account of its own.
// It is mounted into a pod by itself, so that it imports nothing but Node.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const { HUB_URL: hub, MODEL: model, ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: adminPassword } = process.env;
const PATIENCE_MS = 90_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Amounts have six decimals. */
const HALF_A_MICRO = 0.000_000_5;

type Session = { token?: string };
type Answer<T> = { answer: T; headers: Headers };

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function request<T>(path: string, { token }: Session, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(`${hub}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return { answer: JSON.parse(text) as T, headers: response.headers };
}

/** A hub that was installed a second ago may still be making its administrator and reading its models. */
async function patiently<T>(step: () => Promise<T>): Promise<T> {
  const endsAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await sleep(2_000);
    }
  }
}

async function signIn(): Promise<Session> {
  if (adminEmail !== undefined && adminPassword !== undefined) {
    const known = { email: adminEmail, password: adminPassword };
    return (await request<Session>('/api/auth/login', {}, known)).answer;
  }
  const account = { email: `helm-test-${Date.now()}@example.com`, password: `${randomUUID()}-Aa1` };
  return (await request<Session>('/api/auth/register', {}, { ...account, firstName: 'Helm', lastName: 'Test' })).answer;
}

const session = await patiently(signIn);
say('signed in');

const readBalance = async () => (await request<{ balance: number }>('/api/credits/balance', session)).answer.balance;
const before = await readBalance();
const prompt = { model, messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 64 };
const call = await patiently(() =>
  request<{ model: string; usage: { cost: number } }>('/v1/chat/completions', session, prompt),
);
const runId = call.headers.get('x-hub-run-id');
const { cost } = call.answer.usage;
say(`${call.answer.model} answered run ${runId} for ${cost} credits`);

const ledgerPath = `/api/credits/transactions?runId=${runId}`;
const { transactions } = (await request<{ transactions: { amount: number }[] }>(ledgerPath, session)).answer;
const booked = -transactions.reduce((sum, { amount }) => sum + amount, 0);
const spent = before - (await readBalance());
const isCost = (amount: number) => Math.abs(amount - cost) < HALF_A_MICRO;
if (!isCost(booked)) throw new Error(`the ledger books ${booked} credits for a run of ${cost}`);
if (!isCost(spent)) throw new Error(`the balance fell by ${spent} credits for a run of ${cost}`);
say('the ledger agrees');
