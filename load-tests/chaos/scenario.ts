import type { CallEvidence } from './evidence/call-evidence.ts';
import { brokenPromises, type Finding } from './finding.ts';
import type { Product } from './product/open-product.ts';

export type Context = {
  product: Product;
  seed: number;
  /** A whole number below the limit; the same ones for the same seed. */
  random: (limit: number) => number;
  /** A line for who watches. */
  tell(line: string): void;
};

/** A bug as it would look in the evidence, and the promises that it breaks: those and no others have to be reported. */
export type Plant<Evidence> = { bug: string; tamper: (evidence: Evidence) => Evidence; breaks: readonly string[] };

export type Figures = Record<string, string | number>;

/** A figure that docs/reliability.md promises a limit of. */
export type Measure = { name: string; seen: number; promised: number; unit: string };

export type ScenarioPlan<Size, Evidence> = {
  /** Of the list of promises in docs/reliability.md. */
  id: string;
  promise: string;
  quick: Size;
  full: Size;
  /** Drives the load, injects the fault, and brings everything back to life. */
  collect(context: Context, size: Size): Promise<Evidence>;
  /** Pure: whether the evidence keeps the promise. */
  judge(evidence: Evidence): Finding[];
  figures(evidence: Evidence): Figures;
  measures?(evidence: Evidence): Measure[];
  /** Evidence of an undisturbed product in this scenario's form: the plants are made in it. */
  sample(undisturbed: CallEvidence): Evidence;
  plants: readonly Plant<Evidence>[];
  /** Bugs that have to be made on the way, where evidence alone cannot be tampered with. */
  provePlantsOnProduct?(context: Context): Promise<PlantResult[]>;
};

export type PlantResult = { bug: string; isFound: boolean; reported: string[] };
export type ScenarioResult = {
  id: string;
  promise: string;
  findings: Finding[];
  figures: Figures;
  measures: Measure[];
};

export type Scenario = {
  id: string;
  promise: string;
  /** Whether the scenario's judge finds each planted bug, and nothing else beside it. */
  provePlants(undisturbed: CallEvidence, context: Context): Promise<PlantResult[]>;
  run(context: Context, profile: 'quick' | 'full'): Promise<ScenarioResult>;
};

export function defineScenario<Size, Evidence>(plan: ScenarioPlan<Size, Evidence>): Scenario {
  const { id, promise, collect, judge, figures, plants } = plan;
  return {
    id,
    promise,
    async provePlants(undisturbed, context) {
      const sample = plan.sample(undisturbed);
      const clean = { bug: 'none', breaks: [] as readonly string[], tamper: (evidence: Evidence) => evidence };
      const onProduct = (await plan.provePlantsOnProduct?.(context)) ?? [];
      const inEvidence = [clean, ...plants].map(({ bug, tamper, breaks }) => {
        const reported = brokenPromises(judge(tamper(sample)));
        return { bug, reported, isFound: reported.toSorted().join() === breaks.toSorted().join() };
      });
      return [...inEvidence, ...onProduct];
    },
    async run(context, profile) {
      const evidence = await collect(context, plan[profile]);
      const measures = plan.measures?.(evidence) ?? [];
      return { id, promise, findings: judge(evidence), figures: figures(evidence), measures };
    },
  };
}
