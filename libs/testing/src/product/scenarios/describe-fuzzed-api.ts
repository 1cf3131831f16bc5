import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testConfig } from '../../config.ts';
import { readOperations } from '../../fuzz/api-operations.ts';
import { type Fuzzing, fuzzOperation } from '../../fuzz/fuzz-operation.ts';
import { createSender } from '../../fuzz/send-case.ts';
import { type Balance, type RunPage, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

/** At once: enough to mix calls, few enough for two cores. */
const WORKERS = 6;
const LIMIT_MS = 600_000;

/** Every operation of the served document, with good and bad input of all kinds (S11). A longer run: FUZZ_RUNS, and FUZZ_SEED to repeat it. */
export function describeFuzzedApi(product: () => Product): void {
  describe('the API, fuzzed from its own document', () => {
    let fuzzing: Fuzzing;
    const { seed, runs } = testConfig.fuzz;

    beforeAll(async () => {
      const document = await (await fetch(`${product().url}/openapi.json`)).json();
      const [payer, refused] = [await openAccount(product()), await openAccount(product())];
      const api = readOperations(document as Parameters<typeof readOperations>[0]);
      fuzzing = {
        api,
        sender: createSender(product().url),
        payer,
        refused,
        seed,
        runs,
        ids: new Map(),
        counts: new Map(),
      };
    });
    afterAll(() => fuzzing.sender.close());

    it(
      `answers everything as declared, nothing with 5xx, nothing bad with success (FUZZ_SEED=${seed}, FUZZ_RUNS=${runs})`,
      async () => {
        const waiting = [...fuzzing.api.operations];
        const faults: string[] = [];
        const work = async () => {
          for (let next = waiting.shift(); next; next = waiting.shift())
            faults.push(...(await fuzzOperation(fuzzing, next)));
        };
        await Promise.all(Array.from({ length: WORKERS }, work));
        expect(faults.join('\n\n')).toBe('');
        expect(fuzzing.counts.get(200)).toBeGreaterThan(fuzzing.api.operations.length);
      },
      LIMIT_MS,
    );

    it('charged nothing to the account whose calls were all refused', async () => {
      expect(await fuzzing.refused.read<Balance>('/api/credits/balance')).toEqual({
        balance: 10,
        available: 10,
        held: 0,
        debt: 0,
      });
      expect((await fuzzing.refused.read<RunPage>('/api/runs')).runs).toEqual([]);
    });
  });
}
