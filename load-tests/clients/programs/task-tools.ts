import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** An agent's three tools, in the working directory: what a developer writes first. */
export const taskTools = {
  read_file: {
    description: 'Reads a file',
    schema: z.object({ path: z.string() }),
    run: ({ path }: { path: string }): string => readFileSync(path, 'utf8'),
  },
  edit_file: {
    description: 'Replaces words in a file',
    schema: z.object({ path: z.string(), old: z.string(), new: z.string() }),
    run: (edit: { path: string; old: string; new: string }): string => {
      writeFileSync(edit.path, readFileSync(edit.path, 'utf8').replace(edit.old, edit.new));
      return 'edited';
    },
  },
  run_check: {
    description: 'Runs the check',
    schema: z.object({}),
    run: (): string => spawnSync(process.execPath, ['check.mjs'], { encoding: 'utf8' }).stdout,
  },
};

export const MAX_STEPS = 8;
