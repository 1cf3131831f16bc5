import fc from 'fast-check';
import type { OpenedAccount } from '../product/open-account.ts';
import type { ApiOperations, Operation } from './api-operations.ts';
import { type FuzzCase, casesOf } from './fuzz-case.ts';
import { judgeAnswer, judgeWrongMethod } from './judge-answer.ts';
import { BAD_CREDENTIALS, type FuzzAnswer, type FuzzSender, fillPath } from './send-case.ts';

export type Fuzzing = {
  api: ApiOperations;
  sender: FuzzSender;
  /** Pays for good calls. */
  payer: OpenedAccount;
  /** Sends what must be refused, and must own at the end what it owned at the beginning. */
  refused: OpenedAccount;
  seed: number;
  runs: number;
  /** Ids that answers told, by path of the operation that takes them. */
  ids: Map<string, string>;
  /** Answers so far, by status. */
  counts: Map<number, number>;
};

/** Bounds a kind of cases on a busy machine: it then sends fewer of them. */
const MS_PER_RUN = 70;

/** Sends all kinds of cases to one operation and answers what was wrong, each with the smallest case that shows it. */
export async function fuzzOperation(fuzzing: Fuzzing, operation: Operation): Promise<string[]> {
  const faults: string[] = [];
  for (const [kind, cases] of Object.entries(casesOf(operation, fuzzing.api))) {
    const property = fc.asyncProperty(cases, async (one) => {
      const found = judgeAnswer(operation, one, await exchange(fuzzing, operation, one));
      if (found.length > 0) throw new Error(found.join('; '));
    });
    const { seed, runs } = fuzzing;
    const outcome = await fc.check(property, {
      seed,
      numRuns: runs,
      maxSkipsPerRun: 10_000,
      endOnFailure: false,
      interruptAfterTimeLimit: runs * MS_PER_RUN,
    });
    if (outcome.counterexample !== null)
      faults.push(`${operation.id}, ${kind}: ${String(outcome.errorInstance)}\n${fc.defaultReportMessage(outcome)}`);
  }
  return [...faults, ...(await tryWrongMethods(fuzzing, operation))];
}

async function exchange(fuzzing: Fuzzing, operation: Operation, one: FuzzCase): Promise<FuzzAnswer> {
  const path = fillPath(operation.path, one.ids, fuzzing.ids.get(operation.path));
  const answer = await fuzzing.sender.send(path, one, credentialOf(fuzzing, operation, one));
  fuzzing.counts.set(answer.status, (fuzzing.counts.get(answer.status) ?? 0) + 1);
  if (!one.isBad && answer.status < 300) learnId(fuzzing, answer.body);
  return answer;
}

function credentialOf(
  fuzzing: Fuzzing,
  { schemes }: Operation,
  { credential, isBad, body = '' }: FuzzCase,
): Record<string, string> {
  if (credential !== 'good') return BAD_CREDENTIALS[credential];
  const account = isBad ? fuzzing.refused : fuzzing.payer;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  if (!schemes.includes('apiKey')) return schemes.includes('session') ? bearer(account.accessToken) : {};
  return body.length % 2 === 0 ? bearer(account.apiKey) : { 'x-api-key': account.apiKey };
}

function learnId({ ids }: Fuzzing, body: string): void {
  const run = /"run":\{"id":"(\w+)"/.exec(body)?.[1];
  const key = /"key":\{"id":"(\w+)"/.exec(body)?.[1];
  const response = /"id":"(resp_\w+)"/.exec(body)?.[1];
  if (run !== undefined) for (const part of ['', '/events', '/cancel']) ids.set(`/api/runs/{id}${part}`, run);
  if (key !== undefined) ids.set('/api/keys/{id}', key);
  if (response !== undefined)
    for (const part of ['', '/cancel', '/input_items']) ids.set(`/v1/responses/{response_id}${part}`, response);
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

async function tryWrongMethods(fuzzing: Fuzzing, operation: Operation): Promise<string[]> {
  const { api, sender, refused } = fuzzing;
  const taken = new Set(api.operations.filter(({ path }) => path === operation.path).map(({ method }) => method));
  const faults: string[] = [];
  for (const method of METHODS.filter((one) => !taken.has(one))) {
    const one: FuzzCase = { method, ids: {}, query: [], headers: {}, credential: 'good', isBad: true };
    const bodied = method === 'GET' ? one : { ...one, body: '{}' };
    const headers = { authorization: `Bearer ${refused.apiKey}` };
    const answer = await sender.send(fillPath(operation.path, {}, undefined), bodied, headers);
    faults.push(...judgeWrongMethod(answer).map((fault) => `${method} ${operation.path}: ${fault}`));
  }
  return faults;
}
