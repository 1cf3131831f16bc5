import type { FiguresRecord, RecordedFigures } from './figures-record.ts';
import { renderFigures } from './render-figures.ts';

const PROFILES = ['quick', 'full'] as const;

/** The page with the recorded figures between the marks of their profiles. */
export function renderReliabilityPage(page: string, recorded: RecordedFigures): string {
  return PROFILES.reduce((text, profile) => {
    const [begin, end] = [`<!-- ${profile}: begin -->`, `<!-- ${profile}: end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`the page lacks ${begin} … ${end}`);
    return `${text.slice(0, from)}${begin}\n${renderTable(recorded[profile])}\n${text.slice(to)}`;
  }, page);
}

/** What is the same in all runs is said once, above the table. */
function renderTable(records: readonly FiguresRecord[]): string {
  const seconds = records.reduce((sum, record) => sum + record.seconds, 0);
  const machines = [...new Set(records.map(({ machine }) => machine))].join('; ');
  const rows = records.map(
    ({ id, isKept, figures, seconds: took, seed, commit, date }) =>
      `| ${id} | ${isKept ? 'kept' : '**broken**'} | ${renderFigures(figures)} | ${took.toFixed(0)} s | ${seed} | ${commit}, ${date} |`,
  );
  return [
    `${machines}; ${seconds.toFixed(0)} s in all.`,
    '',
    '| scenario | | figures | took | seed | commit |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
