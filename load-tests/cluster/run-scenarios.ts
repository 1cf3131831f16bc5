import type { Finding } from '../chaos/finding.ts';
import type { ClusterContext, ClusterScenario, Figures } from './scenario.ts';

export type Verdict = {
  id: string;
  promise: string;
  findings: Finding[];
  figures: Figures;
  seconds: number;
  isKept: boolean;
};

/** One after the other; when the first one fails there is nothing that the others could be played on. */
export async function runScenarios(
  chosen: readonly ClusterScenario[],
  context: ClusterContext,
  onVerdict: (verdict: Verdict, soFar: readonly Verdict[]) => void,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [index, scenario] of chosen.entries()) {
    context.tell(`${scenario.id}  ${scenario.promise}`);
    const startedAt = performance.now();
    const { findings, figures } = await runOne(scenario, context);
    const seconds = (performance.now() - startedAt) / 1_000;
    const isKept = findings.every(({ breaches }) => breaches.length === 0);
    const verdict = { id: scenario.id, promise: scenario.promise, findings, figures, seconds, isKept };
    verdicts.push(verdict);
    onVerdict(verdict, verdicts);
    if (index === 0 && !isKept) break;
  }
  return verdicts;
}

async function runOne(scenario: ClusterScenario, context: ClusterContext): ReturnType<ClusterScenario['run']> {
  try {
    return await scenario.run(context);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      findings: [{ promise: 'the scenario comes to its end', seen: 'it threw', breaches: [words] }],
      figures: {},
    };
  }
}

/** The first scenario always, for it makes what the others are played on. Throws a sentence when a name is not known. */
export function chooseScenarios(
  [first, ...others]: readonly [ClusterScenario, ...ClusterScenario[]],
  only: readonly string[] | undefined,
): ClusterScenario[] {
  const known = [first, ...others].map(({ id }) => id);
  const unknown = only?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`--only knows ${known.join(', ')}; not ${unknown.join(', ')}.`);
  return [first, ...others.filter(({ id }) => only === undefined || only.includes(id))];
}
