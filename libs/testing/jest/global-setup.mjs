import { startTestStores } from '../src/stores/start-test-stores.ts';

/** Starts the stores once for all projects that need them; the process that sets up also tears down. */
export default async function setUp() {
  globalThis.testStores ??= startTestStores();
  await globalThis.testStores;
}
