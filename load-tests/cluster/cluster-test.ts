// `npm run cluster:test`: the hub on a Kubernetes cluster, from empty namespace to upgrade under load, seen from outside. Needs helm, kubectl,
// a kubeconfig, and a builder of images. IMAGE_LOADER is the command that gives an image's file to the cluster.
//   IMAGE_LOADER='kind load image-archive' npm run cluster:test [-- --only upgrade] [--kubeconfig FILE] [--namespace NAME]
//     [--door ADDRESS:PORT] [--door-namespace NAME] [--stand-ins] [--builder docker|buildah] [--has-images] [--keep] [--report FOLDER]
import { join } from 'node:path';
import { print } from '../print.ts';
import { findDoor, openDoor } from './product/door.ts';
import { createHelm } from './product/helm.ts';
import { createKubectl } from './product/kubectl.ts';
import { prepareImages } from './product/prepare-images.ts';
import { prepareNamespace, removeNamespace } from './product/prepare-namespace.ts';
import { createRelease } from './product/release.ts';
import { readClusterOptions } from './config.ts';
import { renderVerdict, writeReport } from './report/write-report.ts';
import { chooseScenarios, runScenarios } from './run-scenarios.ts';
import { scenarios } from './scenarios/all-scenarios.ts';

const startedAt = performance.now();
const tell = (line: string): void =>
  print(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}`);

const repository = join(import.meta.dirname, '../..');
const options = readClusterOptions(process.argv.slice(2));
const { namespace, doorNamespace } = options;
const chosen = chooseScenarios(scenarios, options.only);
const kubectl = createKubectl(options);
const door = openDoor(options.door ?? (await findDoor(kubectl)));

await prepareImages({ options, repository, tell });
await prepareNamespace(kubectl, namespace);
const helm = createHelm(options);
const release = createRelease({ kubectl, helm, namespace, repository, publicUrl: door.url, doorNamespace });
const verdicts = await runScenarios(chosen, { release, door, options, repository, tell }, (verdict, soFar) => {
  for (const line of renderVerdict(verdict)) tell(line);
  // A run that is ended by hand has a report of what it has shown.
  writeReport(join(repository, options.report), soFar);
});
if (!options.keep) await removeNamespace(kubectl, namespace);
if (verdicts.some(({ isKept }) => !isKept) || verdicts.length < chosen.length) process.exitCode = 1;
tell(`${verdicts.filter(({ isKept }) => isKept).length} of ${chosen.length} kept; the report is in ${options.report}`);
process.exit();
