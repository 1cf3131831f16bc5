// In a build: node libs/images/src/trim/main.ts <node_modules>
// Deletes what no program reads while it runs; about half of what npm installs.
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isNeeded } from './is-needed.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: main.ts <node_modules>');
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  if (!isNeeded(relative(folder, file))) rmSync(file);
}
