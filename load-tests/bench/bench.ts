// `npm run bench`: what a call costs directly at the simulator, through the hub, and the ledger alone, in one run on this machine.
// `--write` also puts the numbers of the first two and their plot into docs/bench/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuBetween, readCpuMs } from '../generator/cpu-time.ts';
import { runLoad } from '../generator/run-load.ts';
import { readHubConfig } from '../hub/config.ts';
import { openAccount } from '../hub/open-account.ts';
import { type Hub, openHub } from '../hub/open-hub.ts';
import { print } from '../print.ts';
import { renderPlot } from './render-plot.ts';
import { renderTable } from './render-table.ts';
import { type BenchReport, type BenchRow, createReport, toRow } from './report.ts';
import { listScenarios, type Scenario } from './scenarios.ts';

async function measure(hub: Hub, scenario: Scenario): Promise<BenchRow> {
  const processes = hub.processes();
  let before: Map<string, number> | undefined;
  let after: Map<string, number> | undefined;
  const result = await runLoad({
    ...scenario.plan,
    onStart: () => (before = readCpuMs(processes)),
    onEnd: () => (after = readCpuMs(processes)),
  });
  return toRow(scenario, result, before && after && cpuBetween(before, after));
}

function writeReport(report: BenchReport, repository: string): void {
  const folder = join(repository, 'docs/bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'latest.svg'), renderPlot(report));
  print(`\nWritten: ${join(folder, 'latest.json')} and latest.svg`);
}

/** A program of its own, on a scratch database that it makes and drops: `npm run bench:ledger`. */
function benchLedger(repository: string): number {
  const program = join(repository, 'libs/ledger/src/bench/main.ts');
  return spawnSync(process.execPath, [program], { stdio: 'inherit' }).status ?? 1;
}

const { values: flags } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const config = readHubConfig();
print(config.running === undefined ? 'Starting a hub …' : `Measuring ${config.running.url}`);
const hub = await openHub(config);
try {
  const { apiKey } = await openAccount(hub.url);
  const rows: BenchRow[] = [];
  for (const scenario of listScenarios({ hubUrl: hub.url, apiKey, simulatorUrl: hub.simulatorUrl })) {
    rows.push(await measure(hub, scenario));
    print(`  ${scenario.target}, ${scenario.mode}, ${scenario.inFlight} in flight: done`);
  }
  const report = createReport(rows, config.repository);
  print();
  for (const line of renderTable(report)) print(line);
  if (flags.write) writeReport(report, config.repository);
  if (rows.some(({ failures, calls }) => failures > 0 || calls === 0)) process.exitCode = 1;
} finally {
  await hub.close();
}
print('\nThe ledger alone:');
if (benchLedger(config.repository) !== 0) process.exitCode = 1;
