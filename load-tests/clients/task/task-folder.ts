import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The small program that every client mends. */
export const task = {
  prompt: 'Fix add.mjs so that check.mjs passes.',
  file: 'add.mjs',
  wrong: 'return a - b;',
  right: 'return a + b;',
  command: 'node check.mjs',
  passed: 'check passed',
  report: 'add.mjs adds now, and its check passes.',
};

const program = (line: string) => `/** The sum of two numbers. */
export function add(a, b) {
  ${line}
}
`;

export const mendedProgram = program(task.right);

const check = `import { add } from './add.mjs';

const sum = add(2, 3);
console.log(sum === 5 ? 'check passed' : \`check failed: 2 + 3 is not \${sum}\`);
process.exitCode = sum === 5 ? 0 : 1;
`;

export type TaskFolder = {
  /** The client's working directory. */
  path: string;
  /** Its HOME, empty. */
  home: string;
  readProgram(): string;
  /** Runs the check as a person would. */
  passes(): boolean;
};

/** A new scratch folder, outside of any repository, whose check fails. */
export function createTaskFolder(): TaskFolder {
  const root = mkdtempSync(join(tmpdir(), 'hub-client-'));
  const [path, home] = [join(root, 'work'), join(root, 'home')];
  for (const folder of [path, home]) mkdirSync(folder);
  writeFileSync(join(path, task.file), program(task.wrong));
  writeFileSync(join(path, 'check.mjs'), check);
  return {
    path,
    home,
    readProgram: () => readFileSync(join(path, task.file), 'utf8'),
    passes: () => spawnSync(process.execPath, ['check.mjs'], { cwd: path }).status === 0,
  };
}
