import type { ValueSet } from './sets/value-sets.ts';
import { lintHub, renderHub } from './helm/run-helm.ts';
import { checkModel } from './manifests/check-models.ts';
import { type Manifest, parseManifests } from './manifests/manifest.ts';
import { podTemplates } from './manifests/pods.ts';
import { differencesFromArchitecture } from './network/architecture.ts';
import { mannersProblems, openSecrets, plainVariables } from './policies/good-manners.ts';
import { podSecurityProblems } from './policies/pod-security.ts';

export type CheckedSet = { manifests: Manifest[]; problems: string[] };

/** Everything that can be known of a rendering without a cluster. */
export async function checkManifests(manifests: readonly Manifest[]): Promise<string[]> {
  const models = await Promise.all(manifests.map(checkModel));
  const pods = podTemplates(manifests);
  return [
    ...models.flat(),
    ...twice(manifests),
    ...pods.flatMap((pod) => [...podSecurityProblems(pod), ...mannersProblems(pod), ...plainVariables(pod)]),
    ...openSecrets(manifests),
    ...differencesFromArchitecture(manifests),
  ];
}

function twice(manifests: readonly Manifest[]): string[] {
  const names = manifests.map(({ kind, name }) => `${kind} ${name}`);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`);
}

/** Lints and renders one set of values, and checks what came out. */
export async function checkSet(helm: string, set: ValueSet): Promise<CheckedSet> {
  const lint = await lintHub(helm, set);
  if (!lint.isOk) return { manifests: [], problems: [`helm lint: ${lint.stdout}${lint.stderr}`] };
  const rendered = await renderHub(helm, set);
  if (!rendered.isOk) return { manifests: [], problems: [`helm template: ${rendered.stderr}`] };
  const manifests = parseManifests(rendered.stdout);
  return { manifests, problems: await checkManifests(manifests) };
}
