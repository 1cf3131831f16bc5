import { print } from '../../bin/bootstrap/progress.mjs';
import { StartError } from '../start-error.ts';
import { createClosers } from './closers.ts';
import { readStartConfig } from './config.ts';
import { startStack } from './start-stack.ts';

/** Ctrl-C reaches us twice, from the terminal and through npm: the same request within a moment. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    // The process that started us holds the other end, and has died.
    process.on('disconnect', resolve);
  });
}

function report(error: unknown): void {
  const lines =
    error instanceof StartError
      ? [error.message, ...error.hints.map((hint) => `  ${hint}`)]
      : [String(error instanceof Error ? error.stack : error)];
  process.stderr.write(`\n${lines.join('\n')}\n`);
}

const stopping = stopRequested();
const closers = createClosers();
try {
  const started = startStack(readStartConfig(process.argv.slice(2)), closers);
  await Promise.race([started, stopping]);
  started.catch(() => undefined);
  await stopping;
  print('Ending everything …');
} catch (error) {
  report(error);
  process.exitCode = 1;
}
await closers.closeAll();
process.exit();
