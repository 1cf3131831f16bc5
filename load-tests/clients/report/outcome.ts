import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Finding } from '../run/check-client.ts';

/** What became of a client, for the table and for machines. */
export type Outcome = {
  id: string;
  title: string;
  packages: Record<string, string>;
  result: 'passed' | 'failed' | 'not installed';
  calls: number;
  costCredits: number;
  /** Broken promises, or why it could not be installed. */
  problems: string[];
};

export function renderOutcomes(outcomes: Outcome[]): string {
  const rows = outcomes.map(({ title, packages, result, calls, costCredits }) => [
    title,
    Object.values(packages).join(', '),
    result,
    String(calls),
    costCredits.toFixed(6),
  ]);
  const all = [['client', 'version', 'result', 'calls', 'credits'], ...rows];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Outcomes as JSON; clients that were not run this time keep what was known of them. */
export function writeSummary(file: string, outcomes: Outcome[]): void {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Outcome[]) : [];
  const others = known.filter(({ id }) => !outcomes.some((outcome) => outcome.id === id));
  const all = [...others, ...outcomes].toSorted((one, other) => one.id.localeCompare(other.id));
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

export function problemsOf(findings: Finding[]): string[] {
  return findings.flatMap(({ promise, breaches }) =>
    [...new Set(breaches)].map((breach) => {
      const times = breaches.filter((other) => other === breach).length;
      return `${promise}: ${breach}${times === 1 ? '' : ` (${times} times)`}`;
    }),
  );
}
