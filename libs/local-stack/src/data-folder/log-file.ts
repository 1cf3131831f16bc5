import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';

export type LogFile = { path: string; write(line: string): void; lastLines(count: number): string[]; close(): void };

const KEPT_LINES = 40;

/** The log of one run; the log of the run before stays beside it as `<name>.previous.log`. */
export function createLogFile(path: string): LogFile {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
  const descriptor = openSync(path, 'a', 0o600);
  const recent: string[] = [];
  let isOpen = true;
  return {
    path,
    write(line) {
      recent.push(line);
      if (recent.length > KEPT_LINES) recent.shift();
      if (isOpen) writeSync(descriptor, `${line}\n`);
    },
    lastLines: (count) => recent.slice(-count),
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}
