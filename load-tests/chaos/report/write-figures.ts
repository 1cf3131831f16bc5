import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ChaosOptions } from '../read-options.ts';
import type { Verdict } from '../run-scenarios.ts';
import { scenarios } from '../scenarios/all-scenarios.ts';
import { type FiguresRecord, figuresSchema, mergeRecords } from './figures-record.ts';
import { renderMeasures } from './render-measures.ts';
import { renderReliabilityPage } from './render-reliability-page.ts';

export const PAGE = 'docs/reliability.md';
export const FIGURES = 'docs/reliability.json';
export const PLOT = 'docs/reliability.svg';

/**
 * Puts the figures of this run in the place of older ones of the same scenarios and profile, and into the page; answers the page. A `+` behind
 * the commit says that the tree was not quite it.
 */
export function writeFigures(verdicts: Verdict[], { profile, seed }: ChaosOptions, repository: string): string {
  const [page, figures] = [join(repository, PAGE), join(repository, FIGURES)];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const told = {
    seed,
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', '.', ':!docs') === '' ? '' : '+'),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.version}`,
  };
  const latest = verdicts.map(({ id, isKept, seconds, measures, figures: seen }): FiguresRecord => ({
    ...{ id, isKept, figures: seen, measures, seconds: Math.round(seconds) },
    ...told,
  }));
  const recorded = figuresSchema.parse(JSON.parse(readFileSync(figures, 'utf8')));
  const ids = scenarios.map(({ id }) => id);
  const merged = { ...recorded, [profile]: mergeRecords(recorded[profile], latest, ids) };
  writeFileSync(figures, `${JSON.stringify(merged, undefined, 2)}\n`);
  writeFileSync(page, renderReliabilityPage(readFileSync(page, 'utf8'), merged));
  writeFileSync(join(repository, PLOT), renderMeasures(merged.full));
  return page;
}
