import type { FiguresRecord } from './figures-record.ts';

type Bar = FiguresRecord['measures'][number];

const WIDTH = 860;
const MARGIN = 24;
const LABEL_WIDTH = 370;
/** What is promised; there is room for what breaks its promise by a fifth or more. */
const PROMISE_WIDTH = 260;
const MOST_SHARE = 1.2;
const ROW_HEIGHT = 30;
const BAR_HEIGHT = 16;
const TOP = 56;
const [KEPT, BROKEN] = ['#2563eb', '#dc2626'];

/** What was seen as a share of what is promised, a bar for each; plain SVG, readable in light and dark. */
export function renderMeasures(records: readonly FiguresRecord[]): string {
  const bars = records.flatMap(({ measures }) => measures);
  const height = TOP + bars.length * ROW_HEIGHT + MARGIN;
  const limit = MARGIN + LABEL_WIDTH + PROMISE_WIDTH;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="npm run chaos -- --full">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(
      MARGIN,
      MARGIN + 4,
      'Seen at full figures, as a share of what is promised',
      'font-weight="600" fill="#1f2933"',
    ),
    text(limit, MARGIN + 4, 'promised', 'fill="#52606d" text-anchor="middle"'),
    ...bars.map((bar, at) => renderBar(bar, TOP + at * ROW_HEIGHT)),
    `<line x1="${limit}" y1="${MARGIN + 12}" x2="${limit}" y2="${height - MARGIN}" stroke="#52606d" stroke-dasharray="4 3"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function renderBar({ name, seen, promised, unit }: Bar, top: number): string {
  const share = seen / promised;
  const width = Math.max(1, Math.min(share, MOST_SHARE) * PROMISE_WIDTH);
  const x = MARGIN + LABEL_WIDTH;
  const words = `${format(seen)} of ${format(promised)} ${unit}`;
  return [
    text(MARGIN, top + 13, name, 'fill="#323f4b"'),
    `<rect x="${x}" y="${top}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="3" fill="${share <= 1 ? KEPT : BROKEN}"/>`,
    text(x + Math.max(width, PROMISE_WIDTH) + 10, top + 13, words, 'fill="#323f4b"'),
  ].join('\n');
}

const format = (figure: number): string =>
  (figure < 100 ? Number(figure.toFixed(1)) : Math.round(figure)).toLocaleString('en-US');

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${content}</text>`;
}
