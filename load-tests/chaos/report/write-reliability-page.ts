import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ChaosOptions } from '../read-options.ts';
import type { Verdict } from '../run-scenarios.ts';
import { renderFigures } from './render-figures.ts';

const PAGE = 'docs/reliability.md';

/** Puts the figures of this run between the page's marks of its profile; answers the page. */
export function writeReliabilityPage(verdicts: Verdict[], { profile, seed }: ChaosOptions, repository: string): string {
  const path = join(repository, PAGE);
  const page = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${profile}: begin -->`, `<!-- ${profile}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${begin} … ${end}`);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  const command = `npm run chaos${profile === 'full' ? ' -- --full' : ''}`;
  const head = `\`${command}\`, seed ${seed}, commit ${commit}, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.version}.`;
  const rows = verdicts.map(
    ({ id, isKept, seconds, figures }) =>
      `| ${id} | ${isKept ? 'kept' : '**broken**'} | ${renderFigures(figures)} | ${seconds.toFixed(0)} s |`,
  );
  const table = ['| scenario | | figures | took |', '|---|---|---|---|', ...rows].join('\n');
  const section = `${begin}\n${head}\n\n${table}\n`;
  writeFileSync(path, page.slice(0, from) + section + page.slice(to));
  return path;
}
