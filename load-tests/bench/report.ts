import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { z } from 'zod';
import type { LoadResult } from '../generator/run-load.ts';
import type { Scenario } from './scenarios.ts';

const latencySchema = z.object({ p50: z.number(), p99: z.number(), max: z.number() });

const rowSchema = z.object({
  target: z.enum(['simulator', 'hub']),
  mode: z.enum(['json', 'stream']),
  inFlight: z.number(),
  calls: z.number(),
  failures: z.number(),
  durationMs: z.number(),
  callsPerSecond: z.number(),
  latencyMs: latencySchema,
  firstByteMs: latencySchema,
  readsPerCall: z.number(),
  /** CPU of everything that is measured, in microseconds by call; null where the machine does not tell. */
  cpuMicrosPerCall: z.number().nullable(),
  cpuMicrosPerCallByService: z.record(z.string(), z.number()),
  clientCpuMicrosPerCall: z.number(),
});
export type BenchRow = z.output<typeof rowSchema>;

export const reportSchema = z.object({
  measuredAt: z.iso.datetime(),
  commit: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.number(), memoryGib: z.number(), node: z.string() }),
  rows: z.array(rowSchema),
});
export type BenchReport = z.output<typeof reportSchema>;

/** The direct calls use the simulator only; calls of the hub use everything, the simulator apart as the provider that it plays. */
const PROVIDER = 'simulator';

export function toRow(scenario: Scenario, result: LoadResult, cpuMs: Map<string, number> | undefined): BenchRow {
  const { target, mode, inFlight } = scenario;
  const { clientCpuMs, ...measured } = result;
  const microsPerCall = (ms: number) => Math.round((ms * 1_000) / Math.max(1, result.calls));
  const byService = [...(cpuMs ?? [])].map(([name, ms]) => [name, microsPerCall(ms)] as const);
  const counted = byService.filter(([name]) => (target === 'hub' ? name !== PROVIDER : name === PROVIDER));
  return {
    target,
    mode,
    inFlight,
    ...measured,
    cpuMicrosPerCall: cpuMs === undefined ? null : counted.reduce((sum, [, micros]) => sum + micros, 0),
    cpuMicrosPerCallByService: Object.fromEntries(byService.filter(([, micros]) => micros > 0)),
    clientCpuMicrosPerCall: microsPerCall(clientCpuMs),
  };
}

export function createReport(rows: BenchRow[], repository: string): BenchReport {
  return {
    measuredAt: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    rows,
  };
}
