import { StartError } from '../start-error.ts';

/** One clear message for what a person can mend; a stack only for a fault of our own. */
export function report(error: unknown): void {
  const unexpected = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = error instanceof StartError ? [error.message, ...error.hints.map((hint) => `  ${hint}`)] : [unexpected];
  process.stderr.write(`\n${lines.join('\n')}\n`);
}
