// `npm run charts`: everything about the charts that needs no cluster. `--write` writes what is generated instead of comparing it.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSet } from './check-set.ts';
import { keepFile } from './committed-file.ts';
import { chartsFolder, generatedFiles } from './generated-files.ts';
import { findHelm } from './helm/find-helm.ts';
import { checkModel } from './manifests/check-models.ts';
import { parseManifests } from './manifests/manifest.ts';
import { refusalCount, wrongRefusals } from './refusals.ts';
import { type Rendering, printDifference, printObjects, printRendering } from './renderings/print-rendering.ts';
import { valueSets } from './sets/value-sets.ts';

const mayWrite = process.argv.includes('--write');
const repository = join(chartsFolder, '..');
let problemCount = 0;

function report(what: string, problems: readonly string[]): void {
  problemCount += problems.length;
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}\n`);
  for (const problem of problems) process.stdout.write(`     ${problem.replaceAll('\n', '\n     ')}\n`);
}

const helm = findHelm();
for (const { path, text } of generatedFiles())
  report(`charts/${path}`, keepFile(join(chartsFolder, path), text, mayWrite));

const renderings = new Map<string, Rendering>();
for (const set of valueSets) {
  const { manifests, problems } = await checkSet(helm, set);
  const objects = printObjects(manifests);
  renderings.set(set.name, objects);
  const base = set.base === undefined ? undefined : renderings.get(set.base);
  const file = `charts/renderings/${set.name}.${base === undefined ? 'yaml' : `from-${set.base}.diff`}`;
  const text = base === undefined ? printRendering(objects) : printDifference(objects, base);
  const kept = problems.length > 0 ? [] : keepFile(join(repository, file), text, mayWrite);
  report(`${set.name}: ${manifests.length} objects`, [...problems, ...kept.map((problem) => `${file} ${problem}`)]);
}

report(`${refusalCount} bad values are refused with a sentence`, await wrongRefusals(helm));

const plainFiles = globSync('k8s/**/*.manifests.yaml', { cwd: repository });
for (const file of plainFiles) {
  const manifests = parseManifests(readFileSync(join(repository, file), 'utf8'));
  report(`${file}: ${manifests.length} objects`, (await Promise.all(manifests.map(checkModel))).flat());
}

process.stdout.write(
  problemCount === 0
    ? 'The charts hold.\n'
    : `${problemCount} problems. \`npm run charts -- --write\` renews what is written.\n`,
);
process.exit(problemCount === 0 ? 0 : 1);
