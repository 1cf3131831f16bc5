import type { Scenario } from '../scenario.ts';
import { breakProviders } from './break-providers.ts';
import { cancelRuns } from './cancel-runs.ts';
import { claimOnce } from './claim-once.ts';
import { cutStreams } from './cut-streams.ts';
import { deliverPayments } from './deliver-payments.ts';
import { freezeWorker } from './freeze-worker.ts';
import { holdCredits } from './hold-credits.ts';
import { killGateway } from './kill-gateway.ts';
import { killPostgres } from './kill-postgres.ts';
import { killWorkers } from './kill-workers.ts';
import { loseRedis } from './lose-redis.ts';
import { rollServices } from './roll-services.ts';
import { shareFairly } from './share-fairly.ts';
import { silencePeers } from './silence-peers.ts';
import { spendCredits } from './spend-credits.ts';
import { starveReaders } from './starve-readers.ts';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  killWorkers,
  freezeWorker,
  loseRedis,
  killPostgres,
  deliverPayments,
  holdCredits,
  claimOnce,
  cutStreams,
  killGateway,
  rollServices,
  cancelRuns,
  starveReaders,
  shareFairly,
  silencePeers,
  spendCredits,
  breakProviders,
];
