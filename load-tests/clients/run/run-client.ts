import { join } from 'node:path';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import type { Pool } from 'pg';
import { openAccount } from '../../hub/open-account.ts';
import type { Hub } from '../../hub/open-hub.ts';
import type { SimulatorClient } from '../../hub/simulator-client.ts';
import { readRunsOf, type StormRun } from '../../storm/read-runs.ts';
import type { ClientEntry } from '../client-entry.ts';
import type { Installed } from '../install/install-client.ts';
import { runToEnd } from '../install/run-to-end.ts';
import { createTaskFolder, type TaskFolder } from '../task/task-folder.ts';
import type { Evidence, RanCommand } from './evidence.ts';
import type { RequestLog } from './hub-requests.ts';

export type Stage = { hub: Hub; pool: Pool; simulator: SimulatorClient; requests: RequestLog; path: string };

/** What tells one run of a client from another, to be scrubbed from its transcript. */
export type Traces = { hubUrl: string; apiKey: string; folder: string; home: string; programs: string[] };

const OWN_PROGRAMS = join(import.meta.dirname, '../programs');
const COMMAND_DEADLINE_MS = 180_000;
const QUIET_DEADLINE_MS = 60_000;

/** One client, with an account, a key and a scratch folder of its own. */
export async function runClient(
  entry: ClientEntry,
  installed: Installed,
  stage: Stage,
): Promise<{ evidence: Evidence; traces: Traces }> {
  const { hub, pool, simulator, requests } = stage;
  const account = await openAccount(hub.url);
  const { balance: before } = await account.readBalance();
  await simulator.reset();
  await simulator.configure({ tokensPerSecond: 0, ttftMs: 0 });
  await simulator.play({ rules: entry.script });
  requests.readNew();
  const folder = createTaskFolder();
  const setting = { hubUrl: hub.url, apiKey: account.apiKey };
  const commands = await runCommands(entry, { folder, setting, installed, path: stage.path });
  const runs = await waitForQuiet(pool, account.userId);
  return {
    evidence: {
      commands,
      program: folder.readProgram(),
      passes: folder.passes(),
      matches: await simulator.readMatches(),
      providerCalls: await simulator.readCalls(),
      requests: requests.readNew(),
      runs,
      transactions: await account.listTransactions(),
      balances: { before, after: await account.readBalance() },
      invariants: await verifyLedger(pool),
    },
    traces: { ...setting, folder: folder.path, home: folder.home, programs: [installed.program(''), OWN_PROGRAMS] },
  };
}

type Scene = {
  folder: TaskFolder;
  setting: { hubUrl: string; apiKey: string };
  installed: Installed;
  path: string;
};

async function runCommands(entry: ClientEntry, { folder, setting, installed, path }: Scene): Promise<RanCommand[]> {
  const env = { PATH: path, HOME: folder.home, LANG: 'C.UTF-8', ...entry.environment(setting) };
  const own = (file: string) => join(OWN_PROGRAMS, file);
  const place = { ...setting, folder: folder.path, program: installed.program, own };
  const ran: RanCommand[] = [];
  for (const argv of entry.commands(place)) {
    const ended = await runToEnd(argv, { cwd: folder.path, env, timeoutMs: COMMAND_DEADLINE_MS });
    ran.push({ argv, ...ended });
    if (ended.code !== 0) break;
  }
  return ran;
}

async function waitForQuiet(pool: Pool, userId: string): Promise<StormRun[]> {
  let runs: StormRun[] = [];
  await waitUntil(async () => {
    runs = await readRunsOf(pool, userId);
    return runs.every(({ isOpen }) => !isOpen);
  }, QUIET_DEADLINE_MS);
  return runs;
}
