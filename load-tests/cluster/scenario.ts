import type { Finding } from '../chaos/finding.ts';
import type { Door } from './product/door.ts';
import type { Release } from './product/release.ts';
import type { ClusterOptions } from './config.ts';

export type ClusterContext = {
  release: Release;
  door: Door;
  options: ClusterOptions;
  repository: string;
  tell(line: string): void;
};

export type Figures = Record<string, string | number>;

export type ScenarioPlan<Evidence> = {
  id: string;
  promise: string;
  /** Does to the cluster what the scenario is about, and leaves a release that serves. */
  collect(context: ClusterContext): Promise<Evidence>;
  /** Pure: whether the evidence keeps the promise. */
  judge(evidence: Evidence): Finding[];
  figures(evidence: Evidence): Figures;
};

export type ClusterScenario = {
  id: string;
  promise: string;
  run(context: ClusterContext): Promise<{ findings: Finding[]; figures: Figures }>;
};

export function defineScenario<Evidence>(plan: ScenarioPlan<Evidence>): ClusterScenario {
  return {
    id: plan.id,
    promise: plan.promise,
    async run(context) {
      const evidence = await plan.collect(context);
      return { findings: plan.judge(evidence), figures: plan.figures(evidence) };
    },
  };
}
