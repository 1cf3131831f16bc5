import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@smart-ai-hub/local-stack';
import { type Finding, withinLimit } from '../../chaos/finding.ts';
import { callModel } from '../../chaos/load/call-model.ts';
import type { HeardCall } from '../../chaos/load/heard-call.ts';
import { openAccount } from '../../hub/open-account.ts';
import { RELEASE } from '../product/release.ts';
import { waitForPods } from '../product/wait-for-pods.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

type Absence = { store: string; refused: HeardCall[]; recoverySeconds: number };
type Evidence = { absences: Absence[]; restarts: string[]; ledger: { holds: boolean; words: string } };

const STORES = ['postgresql', 'redis'] as const;
const AWAY_MS = 120_000;
const PROBE_EVERY_MS = 3_000;
/** Endpoints and the door's view of them follow a pod's readiness within this. */
const NOTICED_AFTER_MS = 15_000;
const RECOVERY_LIMIT_SECONDS = 10;
const MODEL = 'simulator-gpt-fast';

async function loseStore(context: ClusterContext, store: string, ask: () => Promise<HeardCall>): Promise<Absence> {
  const { kubectl } = context.release;
  const scale = (replicas: number) => kubectl.run('scale', `statefulset/${RELEASE}-${store}`, `--replicas=${replicas}`);
  await scale(0);
  await kubectl.run('wait', '--for=delete', `pod/${RELEASE}-${store}-0`, '--timeout=90s');
  context.tell(`    ${store} is away`);
  const backAt = Date.now() + AWAY_MS;
  await sleep(NOTICED_AFTER_MS);
  const refused: HeardCall[] = [];
  while (Date.now() < backAt) {
    refused.push(await ask());
    await sleep(PROBE_EVERY_MS);
  }
  await scale(1);
  await kubectl.run('wait', '--for=condition=Ready', `pod/${RELEASE}-${store}-0`, '--timeout=120s');
  const readyAt = performance.now();
  const isBack = await waitUntil(async () => (await ask()).end === 'whole', 60_000);
  const recoverySeconds = isBack ? (performance.now() - readyAt) / 1_000 : Number.POSITIVE_INFINITY;
  context.tell(`    ${store} is back, and a call is whole after ${recoverySeconds.toFixed(1)} s`);
  return { store, refused, recoverySeconds };
}

async function collect(context: ClusterContext): Promise<Evidence> {
  const { door, release } = context;
  const { apiKey } = await openAccount(door.url);
  const dispatcher = door.openConnections(4);
  let count = 0;
  const ask = () =>
    callModel({
      url: door.url,
      apiKey,
      dispatcher,
      key: `away-${count++}-${Date.now()}`,
      models: [MODEL],
      prompt: 'Are you there?',
    });
  const before = new Map((await release.kubectl.listPods()).map(({ name, restarts }) => [name, restarts]));
  const absences: Absence[] = [];
  for (const store of STORES) absences.push(await loseStore(context, store, ask));
  await waitForPods(release.kubectl);
  const after = await release.kubectl.listPods();
  const restarts = after.filter((pod) => pod.restarts > (before.get(pod.name) ?? 0)).map(({ name }) => name);
  await dispatcher.destroy();
  return { absences, restarts, ledger: await release.verifyLedger() };
}

function judgeAbsence({ store, refused, recoverySeconds }: Absence): Finding[] {
  const wrong = refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter === undefined);
  return [
    {
      promise: `without ${store} a call is refused by 503 with Retry-After`,
      seen: `${refused.length - wrong.length} of ${refused.length}`,
      breaches:
        refused.length > 0
          ? wrong.map(({ note, retryAfter }) => `${note} (Retry-After: ${retryAfter})`)
          : ['nobody called'],
    },
    withinLimit(`work again after ${store} is ready`, recoverySeconds, RECOVERY_LIMIT_SECONDS, 's'),
  ];
}

export const loseStores = defineScenario<Evidence>({
  id: 'stores',
  promise: 'PostgreSQL and Redis away for two minutes each: no pod restarts, 503 meanwhile, work again in time (K2)',
  collect,
  judge: ({ absences, restarts, ledger }) => [
    ...absences.flatMap(judgeAbsence),
    { promise: 'no pod restarts', seen: `${restarts.length} did`, breaches: restarts },
    {
      promise: 'every invariant of the ledger holds',
      seen: ledger.holds ? 'held' : 'broken',
      breaches: ledger.holds ? [] : [ledger.words],
    },
  ],
  figures: ({ absences }) =>
    Object.fromEntries(
      absences.map(({ store, recoverySeconds }) => [`work again after ${store}`, `${recoverySeconds.toFixed(1)} s`]),
    ),
});
