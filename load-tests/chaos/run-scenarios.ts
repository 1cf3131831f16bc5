import { waitUntil } from '@smart-ai-hub/local-stack';
import type { CallEvidence } from './evidence/call-evidence.ts';
import { openChaosAccount, resetProvider } from './evidence/chaos-account.ts';
import { gatherCalls } from './evidence/gather-calls.ts';
import { plantInLedger } from './evidence/plant-in-ledger.ts';
import { openCallers } from './load/open-callers.ts';
import type { Product } from './product/open-product.ts';
import type { ChaosOptions } from './read-options.ts';
import type { Writer } from './report/print-results.ts';
import { createRandom } from './seeded-random.ts';
import type { Context, PlantResult, Scenario, ScenarioResult } from './scenario.ts';
import { scenarios } from './scenarios/all-scenarios.ts';

export type Verdict = ScenarioResult & { plants: PlantResult[]; seconds: number; isKept: boolean };

const UNDISTURBED_CALLS = 6;
const MODELS = ['simulator-gpt-fast', 'simulator-claude-fast'];
/** A circuit that opened again and again stays open for two minutes at most. */
const CALM_DEADLINE_MS = 150_000;

/** One after the other, each on the product that the last one left; a scenario that throws has not kept its promise. */
export async function runScenarios(product: Product, options: ChaosOptions, writer: Writer): Promise<Verdict[]> {
  const chosen = chooseScenarios(options);
  const { evidence, ledgerPlant } = await collectUndisturbed(product);
  const verdicts: Verdict[] = [];
  for (const scenario of chosen) {
    writer.begin(scenario);
    const context = { product, seed: options.seed, random: createRandom(options.seed), tell: writer.tell };
    const verdict = await tryScenario(scenario, context, async () => {
      await waitForCalm(product);
      const plants = [...(await scenario.provePlants(evidence, context)), ledgerPlant];
      writer.showPlants(plants);
      const startedAt = performance.now();
      const result = await scenario.run(context, options.profile);
      return { ...result, plants, seconds: (performance.now() - startedAt) / 1_000 };
    });
    writer.showFindings(verdict);
    verdicts.push(verdict);
  }
  return verdicts;
}

function chooseScenarios({ only }: ChaosOptions): Scenario[] {
  const isMeant = ({ id }: Scenario) => only === undefined || only.includes(id.toLowerCase());
  const chosen = scenarios.filter(isMeant);
  if (chosen.length === 0) throw new Error(`--only knows ${scenarios.map(({ id }) => id).join(', ')}.`);
  return chosen;
}

/** A few calls that nothing happens to: the ground in which bugs are planted. */
async function collectUndisturbed(product: Product): Promise<{ evidence: CallEvidence; ledgerPlant: PlantResult }> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, UNDISTURBED_CALLS);
  const heard = await callers.callAll(UNDISTURBED_CALLS, (index) => ({ prompt: `Calm ${index}. [[sim: tokens=20]]` }));
  await callers.close();
  const gathered = await gatherCalls(product, account, heard);
  // In the order of their calls, so that the same plant meets the same call from every side.
  const place = new Map(heard.map(({ runId }, index) => [runId, index]));
  const runs = gathered.runs.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  return { evidence: { ...gathered, runs }, ledgerPlant: await plantInLedger(product, account.accountId) };
}

/** What one scenario has broken is not the next one's matter: until each model answers again, circuits included. */
async function waitForCalm(product: Product): Promise<void> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, 1);
  const isWell = async (model: string) => {
    const { end } = await callers.callOnce({ models: [model], prompt: 'Are you well? [[sim: tokens=3]]' });
    return end === 'whole';
  };
  for (const model of MODELS) {
    if (!(await waitUntil(() => isWell(model), CALM_DEADLINE_MS))) throw new Error(`${model} does not answer any more`);
  }
  await callers.close();
}

/** What throws has broken its promise, and the next one has its turn nevertheless. */
async function tryScenario(
  { id, promise }: Scenario,
  { product }: Context,
  run: () => Promise<Omit<Verdict, 'isKept'>>,
): Promise<Verdict> {
  try {
    const verdict = await run();
    const { plants, findings } = verdict;
    const isKept = plants.every(({ isFound }) => isFound) && findings.every(({ breaches }) => !breaches.length);
    return { ...verdict, isKept };
  } catch (error) {
    await product.revive();
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const finding = { promise: 'the scenario comes to its end', seen: 'it threw', breaches: [words] };
    return { id, promise, figures: {}, measures: [], findings: [finding], plants: [], seconds: 0, isKept: false };
  }
}
