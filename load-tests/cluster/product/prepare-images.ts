import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Builder,
  buildImages,
  findBuilder,
  images,
  judgeSizes,
  makeStandIns,
  runCommand,
} from '@smart-ai-hub/images';
import type { ClusterOptions } from '../config.ts';

/** Two releases of the same sources, so that there is something to upgrade to. */
export const tags = { first: 'cluster-test-1', second: 'cluster-test-2' } as const;
/** A third one, of which only the migrations exist, and they fail. */
export const BROKEN_TAG = 'cluster-test-broken';
const REGISTRY = 'ghcr.io/smart-ai-hub';

type Preparing = {
  options: Pick<ClusterOptions, 'host' | 'builder' | 'standIns' | 'loader' | 'hasImages'>;
  repository: string;
  tell(line: string): void;
};

/** Builds the images of both releases and gives them to the cluster. Throws when one is larger than it may be. */
export async function prepareImages({ options, repository, tell }: Preparing): Promise<void> {
  if (options.hasImages) return;
  const builder = await findBuilder(options.builder);
  const cache = join(homedir(), '.cache/smart-ai-hub-images');
  const isLoaded = options.loader !== undefined;
  const folder = join(cache, 'archives');
  const load = async (file: string): Promise<void> => {
    const [program = '', ...args] = options.loader ?? [];
    await runCommand({ program, args: [...args, file] });
  };
  if (options.standIns) {
    await makeStandIns({ host: options.host, builder, cache, repository, save: isLoaded ? folder : undefined, tell });
    if (isLoaded) for (const store of ['postgres', 'redis']) await load(join(folder, `${store}.tar`));
  }
  for (const tag of Object.values(tags)) {
    const save = isLoaded ? join(folder, tag) : undefined;
    const common = { repository, registry: REGISTRY, revision: tag, builder, tell };
    const built = await buildImages({ ...common, chosen: images, tag, save, hasLocalBases: options.standIns });
    const problems = judgeSizes(built);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    for (const { archive } of built) if (archive !== undefined) await load(archive);
    tell(`${built.length} images of ${tag} are ${isLoaded ? 'in the cluster' : 'built'}`);
  }
  await prepareBrokenMigrations({
    builder,
    repository,
    archive: join(folder, 'broken.tar'),
    load: isLoaded ? load : undefined,
  });
}

type Breaking = {
  builder: Builder;
  repository: string;
  archive: string;
  load: ((file: string) => Promise<void>) | undefined;
};

async function prepareBrokenMigrations({ builder, repository, archive, load }: Breaking): Promise<void> {
  const reference = `${REGISTRY}/database-migrations:${BROKEN_TAG}`;
  const buildArgs = { MIGRATIONS_IMAGE: `${REGISTRY}/database-migrations:${tags.second}` };
  const context = join(repository, 'load-tests/cluster/broken-migration');
  await builder.build({ context, dockerfile: 'Dockerfile', reference, buildArgs });
  if (load === undefined) return;
  rmSync(archive, { force: true });
  await builder.save(reference, archive);
  await load(archive);
}
