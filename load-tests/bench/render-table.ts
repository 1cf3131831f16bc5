import type { BenchReport, BenchRow } from './report.ts';

const columns: [string, (row: BenchRow) => string][] = [
  ['target', (row) => row.target],
  ['answer', (row) => row.mode],
  ['in flight', (row) => String(row.inFlight)],
  ['calls/s', (row) => row.callsPerSecond.toFixed(0)],
  ['p50 ms', (row) => row.latencyMs.p50.toFixed(2)],
  ['p99 ms', (row) => row.latencyMs.p99.toFixed(2)],
  ['first byte p50', (row) => row.firstByteMs.p50.toFixed(2)],
  ['CPU µs/call', (row) => row.cpuMicrosPerCall?.toFixed(0) ?? '–'],
  ['client µs', (row) => row.clientCpuMicrosPerCall.toFixed(0)],
  ['calls', (row) => String(row.calls)],
  ['failed', (row) => String(row.failures)],
];

/** For a terminal: every scenario a line, then where the CPU of the busy ones went. */
export function renderTable({ machine, commit, rows }: BenchReport): string[] {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, text]) => text(row)))];
  const widths = columns.map((_column, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => line.map((text, at) => text.padStart(widths[at] ?? 0)).join('  '));
  return [
    `${machine.cores} × ${machine.cpu}, Node ${machine.node}, commit ${commit}`,
    '',
    ...lines,
    '',
    'CPU µs per call by process (the simulator plays the provider and is not counted for the hub):',
    ...rows.filter(({ target }) => target === 'hub').map(describeCpu),
  ];
}

function describeCpu({ mode, inFlight, cpuMicrosPerCallByService }: BenchRow): string {
  const parts = Object.entries(cpuMicrosPerCallByService).sort(([, a], [, b]) => b - a);
  return `  ${mode}, ${inFlight} in flight: ${parts.map(([name, micros]) => `${name} ${micros}`).join(', ')}`;
}
