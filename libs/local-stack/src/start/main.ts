import { print } from '../../bin/bootstrap/progress.mjs';
import { createClosers } from './closers.ts';
import { readStartConfig } from './config.ts';
import { report } from './report.ts';
import { startStack } from './start-stack.ts';

/** Ctrl-C reaches us twice, from the terminal and through npm: the same request within a moment. */
function stopRequested(): { signal: AbortSignal; request: Promise<void> } {
  const stop = new AbortController();
  const request = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    // The process that started us holds the other end, and has died.
    process.on('disconnect', resolve);
  });
  return { signal: stop.signal, request: request.then(() => stop.abort()) };
}

const { signal, request } = stopRequested();
const closers = createClosers();
try {
  const started = startStack(readStartConfig(process.argv.slice(2)), closers, signal);
  await Promise.race([started, request]);
  started.catch(() => undefined);
  await request;
  print('Ending everything …');
} catch (error) {
  report(error);
  process.exitCode = 1;
}
await closers.closeAll();
process.exit();
