import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { endProcess } from './end-process.ts';
import { isOurs } from './process-info.ts';

const entrySchema = z.object({
  name: z.string(),
  pid: z.int().positive(),
  /** A text in its command line that proves that the process is ours. */
  marker: z.string().min(1),
  stopSignal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']),
  graceMs: z.int().positive(),
  startedAt: z.int(),
  /** Where others of this machine reach it. */
  url: z.string().optional(),
});

export type ProcessEntry = z.infer<typeof entrySchema>;

export type ProcessLedger = {
  folder: string;
  add(entry: Omit<ProcessEntry, 'startedAt'>): void;
  remove(name: string): void;
  /** Oldest first. Entries of processes that have ended are included. */
  list(): ProcessEntry[];
};

function readEntry(path: string): ProcessEntry | undefined {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    rmSync(path, { force: true });
    return undefined;
  }
}

/** One file per running child, so that whoever comes after a `kill -9` knows what was left behind. */
export function createProcessLedger(folder: string): ProcessLedger {
  let lastStart = 0;
  mkdirSync(folder, { recursive: true });
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  return {
    folder,
    add(entry) {
      lastStart = Math.max(Date.now(), lastStart + 1);
      writeFileSync(pathOf(entry.name), JSON.stringify({ ...entry, startedAt: lastStart }), { mode: 0o600 });
    },
    remove: (name) => rmSync(pathOf(name), { force: true }),
    list: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => readEntry(join(folder, file)))
        .filter((entry) => entry !== undefined)
        .sort((a, b) => a.startedAt - b.startedAt),
  };
}

/** Ends what an earlier, killed run left behind, newest first. Answers the names of what it had to end. */
export async function endOrphans(
  ledger: ProcessLedger,
  isMeant: (name: string) => boolean = () => true,
): Promise<string[]> {
  const ended: string[] = [];
  const meant = ledger.list().filter(({ name }) => isMeant(name));
  for (const entry of meant.reverse()) {
    if (isOurs(entry.pid, entry.marker)) {
      await endProcess(entry.pid, { signal: entry.stopSignal, graceMs: entry.graceMs });
      ended.push(entry.name);
    }
    ledger.remove(entry.name);
  }
  return ended;
}
