import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@smart-ai-hub/contracts';
import { classifyDatabaseFailure, ledgerError } from './database-failure.ts';

export type BatcherOptions<Input, Output> = {
  /** One statement for many inputs; answers one output per input, in their order. */
  run: (inputs: Input[]) => Promise<Output[]>;
  maxBatchSize?: number;
  /** Hears of every finished statement, e.g. for metrics. */
  onBatch?: ((size: number, durationMs: number) => void) | undefined;
};

type Waiting<Input, Output> = {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: AppError) => void;
};

const DEFAULT_MAX_BATCH_SIZE = 250;
/** So that PostgreSQL writes one batch while this process reads the answers of another. */
const MAX_IN_FLIGHT = 2;
const MAX_ATTEMPTS = 6;
const BACKOFF_MS = 4;

async function runWithRetries<Input, Output>(
  run: (inputs: Input[]) => Promise<Output[]>,
  inputs: Input[],
): Promise<Output[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outputs = await run(inputs);
      if (outputs.length === inputs.length) return outputs;
      throw new AppError('internal', { detail: `${inputs.length} inputs were answered by ${outputs.length} outputs` });
    } catch (error) {
      if (classifyDatabaseFailure(error) !== 'retry' || attempt >= MAX_ATTEMPTS) throw error;
      await delay(Math.random() * BACKOFF_MS * 2 ** attempt);
    }
  }
}

/**
 * Gathers the calls of one event-loop turn, and those that come while a statement is in flight, into one statement. A second
 * one is sent beside it as soon as it would be full.
 * A failed statement that itself is at fault is repeated input by input, so that one bad input fails alone. Rejects
 * with an AppError: `dependency_unavailable` when the database does not answer, else `internal`.
 */
export function createBatcher<Input, Output>(
  options: BatcherOptions<Input, Output>,
): (input: Input) => Promise<Output> {
  const maxBatchSize = options.maxBatchSize ?? DEFAULT_MAX_BATCH_SIZE;
  const waiting: Waiting<Input, Output>[] = [];
  let inFlight = 0;

  async function runAll(batch: Waiting<Input, Output>[]): Promise<void> {
    try {
      const startedAt = performance.now();
      const outputs = await runWithRetries(
        options.run,
        batch.map(({ input }) => input),
      );
      options.onBatch?.(batch.length, performance.now() - startedAt);
      for (const [index, output] of outputs.entries()) batch[index]?.resolve(output);
    } catch (error) {
      if (batch.length === 1 || classifyDatabaseFailure(error) !== 'refused') {
        for (const { reject } of batch) reject(ledgerError(error));
        return;
      }
      for (const one of batch) await runAll([one]);
    }
  }

  const isWorthOneMore = (others: number): boolean =>
    waiting.length > 0 && others < MAX_IN_FLIGHT && waiting.length >= others * maxBatchSize;

  async function drain(): Promise<void> {
    while (isWorthOneMore(inFlight - 1)) await runAll(waiting.splice(0, maxBatchSize));
    inFlight -= 1;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!isWorthOneMore(inFlight)) return;
      inFlight += 1;
      setImmediate(() => void drain());
    });
}
