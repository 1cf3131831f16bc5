import type { Release } from '../helm/run-helm.ts';

export type ValueSet = Release & {
  name: string;
  /** The rendering that this one is told as a difference from. */
  base?: string;
};

const environment = (name: string) => `k8s/environments/${name}.values.yaml`;
const example = (name: string) => `charts/checks/sets/${name}.values.yaml`;
const least = example('least');

/** Every way to install the hub that the charts are held to. */
export const valueSets: readonly ValueSet[] = [
  { name: 'evaluation', values: [], set: ['global.evaluation.enabled=true'] },
  { name: 'evaluation-upgrade', values: [environment('dev')], isUpgrade: true, base: 'evaluation' },
  { name: 'evaluation-with-providers', values: [example('evaluation-with-providers')], base: 'evaluation' },
  { name: 'least', values: [least] },
  { name: 'least-upgrade', values: [least], isUpgrade: true, base: 'least' },
  { name: 'staging', values: [environment('staging')], base: 'least' },
  { name: 'production', values: [environment('production')], base: 'least' },
  { name: 'own-gateway', values: [least, example('own-gateway')], base: 'least' },
  { name: 'joined-gateway', values: [least, example('joined-gateway')], base: 'least' },
  { name: 'external-secret', values: [least, example('external-secret')], base: 'least' },
  { name: 'every-knob', values: [least, example('every-knob')], base: 'least' },
  { name: 'canary', values: [least], set: ['global.canary.tag=9.9.9'], isUpgrade: true, base: 'least' },
];
