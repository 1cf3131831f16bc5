import type { ClusterScenario } from '../scenario.ts';
import { crashPods } from './crash-pods.ts';
import { evictPods } from './evict-pods.ts';
import { failMigration } from './fail-migration.ts';
import { install } from './install.ts';
import { loseStores } from './lose-stores.ts';
import { networkPolicies } from './network-policies.ts';
import { openDoors } from './open-doors.ts';
import { restoreBackup } from './restore-backup.ts';
import { rollBack } from './roll-back.ts';
import { scale } from './scale.ts';
import { upgrade } from './upgrade.ts';

/** In the order in which they are played: each takes the release as the one before left it. The first makes it. */
export const scenarios: readonly [ClusterScenario, ...ClusterScenario[]] = [
  install,
  networkPolicies,
  upgrade,
  rollBack,
  evictPods,
  crashPods,
  failMigration,
  loseStores,
  openDoors,
  scale,
  restoreBackup,
];
