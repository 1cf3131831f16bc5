import type { BenchReport, BenchRow } from './report.ts';

type Panel = { title: string; unit: string; valueOf: (row: BenchRow) => number };

const panels: Panel[] = [
  { title: 'Throughput', unit: 'calls/s', valueOf: (row) => row.callsPerSecond },
  { title: 'Latency p50', unit: 'ms', valueOf: (row) => row.latencyMs.p50 },
  { title: 'Latency p99', unit: 'ms', valueOf: (row) => row.latencyMs.p99 },
  { title: 'CPU per call', unit: 'µs', valueOf: (row) => row.cpuMicrosPerCall ?? 0 },
];

const COLORS: Record<BenchRow['target'], string> = { simulator: '#9aa5b1', hub: '#2563eb' };
const WIDTH = 860;
const LABEL_WIDTH = 230;
const VALUE_WIDTH = 90;
const BAR_HEIGHT = 18;
const GAP = 6;
const TITLE_HEIGHT = 34;
const MARGIN = 24;

/** Bars by scenario, one panel for each measure; plain SVG, readable in light and dark. */
export function renderPlot({ machine, commit, measuredAt, rows }: BenchReport): string {
  const panelHeight = TITLE_HEIGHT + rows.length * (BAR_HEIGHT + GAP) + MARGIN;
  const height = 2 * MARGIN + 30 + panels.length * panelHeight;
  const caption = `${machine.cores} × ${machine.cpu}, Node ${machine.node}, commit ${commit}, ${measuredAt.slice(0, 10)}`;
  const parts = panels.map((panel, at) => renderPanel(panel, rows, MARGIN + 30 + at * panelHeight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="npm run bench">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(MARGIN, MARGIN + 4, escapeXml(caption), 'fill="#52606d"'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function renderPanel({ title, unit, valueOf }: Panel, rows: BenchRow[], top: number): string {
  const most = Math.max(...rows.map(valueOf), Number.MIN_VALUE);
  const room = WIDTH - 2 * MARGIN - LABEL_WIDTH - VALUE_WIDTH;
  const bars = rows.map((row, at) => {
    const y = top + TITLE_HEIGHT + at * (BAR_HEIGHT + GAP);
    const value = valueOf(row);
    const width = Math.max(1, (value / most) * room);
    const x = MARGIN + LABEL_WIDTH;
    return [
      text(MARGIN, y + 13, `${row.target} · ${row.mode} · ${row.inFlight} in flight`, 'fill="#323f4b"'),
      `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="3" fill="${COLORS[row.target]}"/>`,
      text(x + width + 8, y + 13, formatValue(value), 'fill="#323f4b"'),
    ].join('\n');
  });
  return [text(MARGIN, top + 18, `${title} (${unit})`, 'font-weight="600" fill="#1f2933"'), ...bars].join('\n');
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${content}</text>`;
}

function formatValue(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

function escapeXml(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
