import { createProcessLedger, endOrphans } from './process-ledger.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: watchdog.main.ts <folder of the process ledger>');

// Signals that end a whole process group must not end the one who cleans up after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.stdin.resume();
process.stdin.once('close', () => {
  void endOrphans(createProcessLedger(folder)).then(() => process.exit(0));
});
