import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderFigures } from '../../chaos/report/render-figures.ts';
import type { Verdict } from '../run-scenarios.ts';

const SHOWN_BREACHES = 10;

/** The lines of a verdict for who watches, and for the report. */
export function renderVerdict({ id, isKept, seconds, findings, figures }: Verdict): string[] {
  return [
    `${isKept ? 'kept  ' : 'BROKEN'} ${id} (${seconds.toFixed(0)} s) ${renderFigures(figures)}`,
    ...findings.flatMap(({ promise, seen, breaches }) => [
      `    ${breaches.length === 0 ? 'ok  ' : 'FAIL'} ${promise}: ${seen}`,
      ...breaches.slice(0, SHOWN_BREACHES).map((breach) => `           ${breach}`),
    ]),
  ];
}

/** Writes report.json and report.txt. */
export function writeReport(folder: string, verdicts: readonly Verdict[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'report.json'),
    `${JSON.stringify({ at: new Date().toISOString(), verdicts }, undefined, 2)}\n`,
  );
  writeFileSync(join(folder, 'report.txt'), `${verdicts.flatMap(renderVerdict).join('\n')}\n`);
}
