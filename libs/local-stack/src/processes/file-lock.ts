import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { commandLineOf, isOurs } from './process-info.ts';

const holderSchema = z.object({ pid: z.int().positive(), marker: z.string().min(1), note: z.string() });
export type LockHolder = z.infer<typeof holderSchema>;

export type FileLock = { release(): void };
export type LockResult = { outcome: 'locked'; lock: FileLock } | { outcome: 'held'; holder: LockHolder };

function readHolder(path: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** By its code alone: an error of Node's own modules is no instance of the Error of a sandbox. */
const isAlreadyThere = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST';

function tryWrite(path: string, holder: LockHolder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isAlreadyThere(error)) return false;
    throw error;
  }
}

/** One holder at a time; the lock of a process that has ended, however it ended, is free. */
export function claimLock(path: string, note = ''): LockResult {
  const self: LockHolder = { pid: process.pid, marker: commandLineOf(process.pid) ?? process.execPath, note };
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    if (tryWrite(path, self)) return { outcome: 'locked', lock: { release: () => rmSync(path, { force: true }) } };
    const holder = readHolder(path);
    if (holder !== undefined && isOurs(holder.pid, holder.marker)) return { outcome: 'held', holder };
    rmSync(path, { force: true });
  }
}
