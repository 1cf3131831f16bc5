/** A line for the person who started this. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}
