import { readdirSync, readFileSync } from 'node:fs';
import type { HubProcess } from '../hub/open-hub.ts';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick: `getconf CLK_TCK`. */
const MS_PER_TICK = 10;

type ProcessTimes = { pid: number; parentPid: number; ownTicks: number; waitedTicks: number };

/** CPU milliseconds by service so far, children included; undefined where there is no /proc. */
export function readCpuMs(processes: readonly HubProcess[]): Map<string, number> | undefined {
  const all = readAllTimes();
  if (all === undefined) return undefined;
  const byName = new Map<string, number>();
  for (const { name, pid } of processes) byName.set(name, (byName.get(name) ?? 0) + ticksOf(pid, all) * MS_PER_TICK);
  return byName;
}

/** What each service used between two readings. */
export function cpuBetween(before: Map<string, number>, after: Map<string, number>): Map<string, number> {
  return new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
}

/** PostgreSQL works in children: live ones are counted as they are, ended ones by what their parent waited for. */
function ticksOf(pid: number, all: Map<number, ProcessTimes>): number {
  const times = all.get(pid);
  if (times === undefined) return 0;
  const children = [...all.values()].filter(({ parentPid }) => parentPid === pid);
  return children.reduce((sum, child) => sum + ticksOf(child.pid, all), times.ownTicks + times.waitedTicks);
}

function readAllTimes(): Map<number, ProcessTimes> | undefined {
  try {
    const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
    return new Map(pids.flatMap((pid) => readTimes(Number(pid))).map((times) => [times.pid, times]));
  } catch {
    return undefined;
  }
}

function readTimes(pid: number): ProcessTimes[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name comes second, in parentheses, and may hold anything: fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number) => Number(fields[number - 3]);
    return [{ pid, parentPid: field(4), ownTicks: field(14) + field(15), waitedTicks: field(16) + field(17) }];
  } catch {
    return []; // It ended between the listing and the look.
  }
}
