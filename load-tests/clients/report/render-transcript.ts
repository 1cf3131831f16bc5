import type { ReceivedCall } from '../../hub/simulator-client.ts';
import type { ClientEntry } from '../client-entry.ts';
import type { Finding } from '../run/check-client.ts';
import type { Evidence, RanCommand } from '../run/evidence.ts';
import type { Traces } from '../run/run-client.ts';
import { scrub } from './scrub.ts';

export type Transcribed = {
  entry: ClientEntry;
  packages: Record<string, string>;
  evidence: Evidence;
  findings: Finding[];
  traces: Traces;
};

const MAX_OUTPUT_LINES = 45;

/** A run of a client as a page: what it was told, what it said, what it asked, what came of it. */
export function renderTranscript({ entry, packages, evidence, findings, traces }: Transcribed): string {
  const settings = Object.entries(entry.environment(traces)).map(([name, value]) => `${name}=${quoted(value)}`);
  const page = [
    `# ${entry.title}: transcript`,
    `Written by \`npm run clients -- --write\`. ${versions(packages)} The model's part was played by the simulator's script.`,
    block([...settings, ...evidence.commands.flatMap(renderCommand)].join('\n')),
    '## What the hub was asked',
    table(
      ['request', 'answers'],
      countLines(evidence.requests.map((asked) => [`${asked.method} ${asked.route}`, String(asked.status)])),
    ),
    '## What the provider was asked',
    table(
      ['model', 'step of the script', 'tools offered', 'bytes', 'betas'],
      evidence.providerCalls.filter(isPost).map(renderCall),
    ),
    '## What came of it',
    table(
      ['', 'promise', 'seen'],
      findings.map(({ promise, seen, breaches }) => [breaches.length === 0 ? 'held' : 'BROKEN', promise, seen]),
    ),
  ].join('\n\n');
  return `${scrub(page, traces)}\n`;
}

function versions(packages: Record<string, string>): string {
  return `${Object.entries(packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.`;
}

const isPost = ({ method }: ReceivedCall) => method === 'POST';

function renderCall({ model, rule, tools, betas, bodyBytes }: ReceivedCall): string[] {
  // Sizes change by a few bytes with folder names and dates.
  const kilobytes = `${Math.round(bodyBytes / 1_000)} k`;
  return [model ?? '', rule ?? '', String(tools.length), kilobytes, betas.join(' ')];
}

function renderCommand({ argv, code, output }: RanCommand): string[] {
  const lines = output.trim().split('\n');
  const shown = lines.slice(0, MAX_OUTPUT_LINES);
  const more = lines.length > shown.length ? [`… ${lines.length - shown.length} more lines`] : [];
  return ['', `$ ${argv.map(quoted).join(' ')}`, ...shown, ...more, ...(code === 0 ? [] : [`[exit code ${code}]`])];
}

function quoted(word: string): string {
  return /^[\w./:@=,<>-]+$/.test(word) ? word : `'${word}'`;
}

function block(text: string): string {
  return `\`\`\`\`text\n${text}\n\`\`\`\``;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The same request with the same answer, over and over, is one line. */
function countLines(rows: [string, string][]): string[][] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join('\n'), (counts.get(row.join('\n')) ?? 0) + 1);
  return [...counts].map(([row, count]) => {
    const [request = '', status = ''] = row.split('\n');
    return [request, count === 1 ? status : `${count} × ${status}`];
  });
}
