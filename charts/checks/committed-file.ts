import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Compares a file with what it should be, or writes it. Answers what is wrong, if anything. */
export function keepFile(path: string, text: string, mayWrite: boolean): string[] {
  const known = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (known === text) return [];
  if (mayWrite) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return [];
  }
  return [known === undefined ? 'is not committed' : firstDifference(known, text)];
}

function firstDifference(known: string, text: string): string {
  const [before, after] = [known.split('\n'), text.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? after.length : at;
  return `differs at line ${line + 1}: committed ${JSON.stringify(before[line])}, now ${JSON.stringify(after[line])}`;
}
