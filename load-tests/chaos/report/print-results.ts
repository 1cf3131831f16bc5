import { print } from '../../print.ts';
import type { ChaosOptions } from '../read-options.ts';
import type { Verdict } from '../run-scenarios.ts';
import type { PlantResult, Scenario } from '../scenario.ts';
import { renderFigures } from './render-figures.ts';
import { writeFigures } from './write-figures.ts';

export type Writer = {
  tell(line: string): void;
  begin(scenario: Scenario): void;
  showPlants(plants: PlantResult[]): void;
  showFindings(verdict: Verdict): void;
  showTable(verdicts: Verdict[]): void;
  writeDocs(verdicts: Verdict[], options: ChaosOptions, repository: string): void;
};

const SHOWN_BREACHES = 10;

/** Says what is going on, each line with the seconds since the start. */
export function createWriter(): Writer {
  const startedAt = performance.now();
  const tell = (line: string) =>
    print(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  return {
    tell,
    begin: ({ id, promise }) => tell(`${id}  ${promise}`),
    showPlants(plants) {
      const missed = plants.filter(({ isFound }) => !isFound);
      tell(`    can fail: ${missed.length === 0 ? 'yes' : 'NO'} (${plants.map(({ bug }) => bug).join('; ')})`);
      for (const { bug, reported } of missed)
        tell(`    planted: ${bug}; reported: ${reported.join(', ') || 'nothing'}`);
    },
    showFindings({ findings, figures }) {
      for (const { promise, seen, breaches } of findings) {
        tell(`    ${breaches.length === 0 ? 'ok  ' : 'FAIL'} ${promise}: ${seen}`);
        for (const breach of breaches.slice(0, SHOWN_BREACHES)) tell(`           ${breach}`);
        if (breaches.length > SHOWN_BREACHES) tell(`           … and ${breaches.length - SHOWN_BREACHES} more`);
      }
      tell(`    ${renderFigures(figures)}`);
    },
    showTable(verdicts) {
      print();
      for (const { id, isKept, seconds, figures, plants } of verdicts) {
        const canFail = plants.every(({ isFound }) => isFound) ? 'can fail' : 'CANNOT FAIL';
        print(
          `${isKept ? 'kept  ' : 'BROKEN'} ${id.padEnd(14)} ${canFail}  ${seconds.toFixed(0).padStart(4)} s  ${renderFigures(figures)}`,
        );
      }
    },
    writeDocs: (verdicts, options, repository) => tell(`Written: ${writeFigures(verdicts, options, repository)}`),
  };
}
