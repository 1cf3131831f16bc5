// `npm run images`: builds every image of a release, and fails when one is larger than it may be.
//   npm run images [-- --only frontend,llm-worker] [--tag 1.2.3] [--registry ghcr.io/smart-ai-hub] [--builder docker|buildah]
//                  [--stand-ins] [--save FOLDER]
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeStandIns } from '../stand-ins/make-stand-ins.ts';
import { buildImages } from './build-images.ts';
import { findBuilder } from './builder.ts';
import { judgeSizes } from './judge-sizes.ts';
import { readImagesOptions } from './read-options.ts';
import { runCommand } from './run-command.ts';

const repository = join(import.meta.dirname, '../../../..');
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const readVersion = (): string =>
  (JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }).version;

/** A copy that is no clone has no revision. */
const readRevision = (): Promise<string> =>
  runCommand({ program: 'git', args: ['rev-parse', 'HEAD'], cwd: repository }).then(
    (line) => line.trim(),
    () => 'unknown',
  );

try {
  const options = readImagesOptions(process.argv.slice(2));
  const builder = await findBuilder(options.builder);
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'smart-ai-hub-images');
  if (options.standIns) await makeStandIns({ host: process.env, builder, cache, repository, save: options.save, tell });
  const tag = options.tag ?? readVersion();
  const revision = await readRevision();
  const hasLocalBases = options.standIns;
  const problems = judgeSizes(
    await buildImages({ ...options, repository, tag, revision, builder, hasLocalBases, tell }),
  );
  for (const problem of problems) tell(problem);
  if (problems.length > 0) process.exitCode = 1;
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
