import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { chartsFolder, umbrella } from '../generated-files.ts';

export type HelmResult = { isOk: boolean; stdout: string; stderr: string };

/** Helm tells of each symbolic link that it follows. */
const withoutLinks = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => !line.includes('found symbolic link'))
    .join('\n')
    .trim();

/** Runs helm to its end. */
export function runHelm(helm: string, args: readonly string[]): Promise<HelmResult> {
  return new Promise((resolve) => {
    execFile(helm, args, { cwd: join(chartsFolder, '..'), maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ isOk: error === null, stdout, stderr: withoutLinks(stderr) }),
    );
  });
}

export type Release = { values: readonly string[]; set?: readonly string[]; isUpgrade?: boolean };

const argsOf = ({ values, set = [] }: Release) => [
  '--namespace',
  'hub',
  ...values.flatMap((file) => ['--values', file]),
  ...set.flatMap((one) => ['--set', one]),
];

/** Renders the umbrella chart as the release `hub` in the namespace `hub`, tests and hooks included. */
export const renderHub = (helm: string, release: Release): Promise<HelmResult> =>
  runHelm(helm, [
    ...['template', 'hub', `charts/${umbrella}`, ...argsOf(release)],
    ...(release.isUpgrade === true ? ['--is-upgrade'] : []),
  ]);

export const lintHub = (helm: string, release: Release): Promise<HelmResult> =>
  runHelm(helm, ['lint', '--strict', `charts/${umbrella}`, ...argsOf(release)]);
