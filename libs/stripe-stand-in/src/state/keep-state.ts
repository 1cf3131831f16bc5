import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Snapshot, type Store, createStore } from './store.ts';

/** A store that goes on where its file ends. Without a file it lives as long as the process. */
export function openStore(livemode: boolean, file: string | undefined): Store {
  return createStore(livemode, file === undefined ? undefined : readSnapshot(file));
}

function readSnapshot(file: string): Snapshot | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Saves the state once the work of this turn is done, however often it is asked to. */
export function createSaver(store: Store, file: string | undefined): () => void {
  let isDue = false;
  return () => {
    if (file === undefined || isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      saveStore(store, file);
    });
  };
}

/** Writes the whole state beside the file and then in its place: a process that dies meanwhile leaves the old one. */
function saveStore(store: Store, file: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(store.snapshot()), { mode: 0o600 });
  renameSync(draft, file);
}
