// Agents and SDKs that people use, as they are, against a hub of our own whose models the simulator plays by a script.
//   run.mjs load-tests/clients/clients.ts [--write] [id …]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPool } from '@smart-ai-hub/database';
import { openDataFolder } from '@smart-ai-hub/local-stack';
import { type HubConfig, readHubConfig } from '../hub/config.ts';
import { openHub } from '../hub/open-hub.ts';
import { createSimulatorClient } from '../hub/simulator-client.ts';
import { print } from '../print.ts';
import type { ClientEntry } from './client-entry.ts';
import { readClientsConfig } from './config.ts';
import { allClients } from './entries/all-clients.ts';
import { installClient } from './install/install-client.ts';
import { type Outcome, problemsOf, renderOutcomes, writeSummary } from './report/outcome.ts';
import { renderTranscript } from './report/render-transcript.ts';
import { checkClient } from './run/check-client.ts';
import { followRequests } from './run/hub-requests.ts';
import { runClient, type Stage } from './run/run-client.ts';

const { cacheFolder, systemPath, hostEnvironment } = readClientsConfig();
const config = { ...readHubConfig(), running: undefined };
const path = `${dirname(process.execPath)}:${systemPath}`;
const pages = join(config.repository, 'docs/clients');
const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });

/** The models' real names are sold, and the simulator answers them. */
function hubSettings({ internalPortBase }: HubConfig): Record<string, string> {
  const simulator = `http://127.0.0.1:${internalPortBase + 3}`;
  return {
    LOG_LEVEL: 'info',
    ANTHROPIC_API_KEY: 'simulated',
    ANTHROPIC_BASE_URL: `${simulator}/anthropic`,
    OPENAI_API_KEY: 'simulated',
    OPENAI_BASE_URL: `${simulator}/openai/v1`,
    SIMULATOR_MODELS: [
      ...['claude-opus-5-5', 'claude-sonnet-4-5', 'claude-haiku-4-5-20251001'],
      ...['gpt-6-sol', 'gpt-5.4', 'gpt-5.4-nano'],
    ].join(','),
  };
}

async function tryClient(entry: ClientEntry, stage: Stage): Promise<Outcome> {
  const { id, title, installation } = entry;
  const install = await installClient(installation, {
    cacheFolder,
    repository: config.repository,
    env: { ...hostEnvironment, PATH: path },
  });
  if ('reason' in install) {
    const named = 'packages' in installation && !Array.isArray(installation.packages) ? installation.packages : {};
    return {
      id,
      title,
      packages: named,
      result: 'not installed',
      calls: 0,
      costCredits: 0,
      problems: [install.reason],
    };
  }
  const { packages } = install.installed;
  const { evidence, traces } = await runClient(entry, install.installed, stage);
  const findings = checkClient(entry, evidence);
  const problems = problemsOf(findings);
  if (values.write) {
    const transcript = renderTranscript({ entry, packages, evidence, findings, traces });
    writeFileSync(join(pages, 'transcripts', `${id}.md`), transcript);
  }
  const costCredits = Number((evidence.balances.before - evidence.balances.after.balance).toFixed(6));
  const result = problems.length === 0 ? 'passed' : 'failed';
  return { id, title, packages, result, calls: evidence.runs.length, costCredits, problems };
}

const chosen = positionals.length === 0 ? allClients : allClients.filter(({ id }) => positionals.includes(id));
if (chosen.length === 0) throw new Error(`No such client. There are: ${allClients.map(({ id }) => id).join(', ')}.`);
if (values.write) mkdirSync(join(pages, 'transcripts'), { recursive: true });
const hub = await openHub(config, hubSettings(config));
try {
  if (hub.databaseUrl === undefined) throw new Error('The hub has started without a database of its own.');
  const pool = createPool({ url: hub.databaseUrl, max: 2, statementTimeoutMs: 60_000 });
  const requests = followRequests(join(openDataFolder(config.dataFolder).logs, 'api-gateway.log'));
  const stage = { hub, pool, simulator: createSimulatorClient(hub.simulatorUrl), requests, path };
  const outcomes: Outcome[] = [];
  for (const entry of chosen) {
    const outcome = await tryClient(entry, stage);
    outcomes.push(outcome);
    print(`${outcome.result}: ${entry.title}`);
    for (const problem of outcome.problems) print(`    ${problem.replaceAll('\n', '\n    ')}`);
  }
  await pool.end();
  print(`\n${renderOutcomes(outcomes)}`);
  if (values.write) writeSummary(join(pages, 'summary.json'), outcomes);
  if (outcomes.some(({ result }) => result !== 'passed')) process.exitCode = 1;
} finally {
  await hub.close();
}
