import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NginxDoor, startNginx } from '@smart-ai-hub/testing';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls, promises } from '../evidence/judge-calls.ts';
import type { Finding } from '../finding.ts';
import type { HeardCall } from '../load/heard-call.ts';
import { type Callers, openCallers } from '../load/open-callers.ts';
import type { MemberName } from '../product/open-product.ts';
import { type Context, defineScenario } from '../scenario.ts';

/** `services`: the first so many of the list below; the quick profile replaces those that hold calls. */
type Size = { streams: number; rounds: number; services: number };
type Evidence = CallEvidence & { restarts: number };

const NO_FAILURE = 'no request fails while services are replaced behind nginx';
const GATEWAY_SERVICE = 'hub-api-gateway';
const members: readonly MemberName[] = [
  ...(['api-gateway-1', 'llm-worker-1', 'api-gateway-2', 'llm-worker-2'] as const),
  ...(['auth-service', 'core-service'] as const),
];
/** Longer than the answers of this scenario, as in the charts it is longer than the longest run. */
const DRAIN = { DRAIN_DELAY_MS: '500', DRAIN_TIMEOUT_MS: '9000' };
/** A pod that leaves is taken off its Service first: what the charts give five seconds to. */
const NOTICE_MS = 1_000;

async function collect({ product, random, tell }: Context, { streams, rounds, services }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const replaced = members.slice(0, services);
  await Promise.all(replaced.map((name) => replace(product, name)));
  const addresses = product.gateways.map((url) => new URL(url).host);
  const door = await startNginx({ [GATEWAY_SERVICE]: addresses }, { isLimited: false });
  const callers = openCallers(product, account, streams, throughDoor(door));
  let isOver = false;
  const calling = callUntil(callers, streams, () => isOver, random);
  let restarts = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of replaced) {
      const gateway = name.startsWith('api-gateway-') ? Number(name.slice(-1)) - 1 : undefined;
      if (gateway !== undefined) door.point({ [GATEWAY_SERVICE]: addresses.filter((_, index) => index !== gateway) });
      await sleep(NOTICE_MS);
      await replace(product, name);
      door.point({ [GATEWAY_SERVICE]: addresses });
      restarts += 1;
    }
    tell(`round ${round + 1} of ${rounds}: all ${replaced.length} replaced`);
  }
  isOver = true;
  const heard = await calling;
  await callers.close();
  await door.close();
  return { ...(await gatherCalls(product, account, heard)), restarts };
}

async function replace(product: Context['product'], name: MemberName): Promise<void> {
  const member = product.member(name);
  await member.stop();
  await member.start(DRAIN);
}

/** Every name is this machine, and the certificate is the door's own. */
function throughDoor({ host, ports }: NginxDoor) {
  const lookup: LookupFunction = (hostname, options, callback) => {
    const address = isIP(hostname) === 0 ? '127.0.0.1' : hostname;
    if (options.all === true) return callback(null, [{ address, family: 4 }]);
    callback(null, address, 4);
  };
  return { url: `https://${host}:${ports.https}`, connect: { lookup, rejectUnauthorized: false } };
}

/** So many callers, each with the next call when its last one has ended; every fourth wants its answer in one piece. */
async function callUntil(callers: Callers, count: number, isOver: () => boolean, random: Context['random']) {
  const heard: HeardCall[] = [];
  const caller = async (index: number) => {
    while (!isOver()) {
      const prompt = `Caller ${index}. [[sim: tokens=30 tps=${8 + random(8)}]]`;
      heard.push(await callers.callOnce({ prompt, stream: index % 4 !== 3 }));
    }
  };
  await Promise.all(Array.from({ length: count }, (_, index) => caller(index)));
  return heard;
}

export const rollServices = defineScenario<Size, Evidence>({
  id: 'R5',
  promise:
    'every service replaced again and again behind a real nginx under live streams: no failed request, every stream whole',
  quick: { streams: 16, rounds: 1, services: 4 },
  full: { streams: 300, rounds: 20, services: 6 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), judgeFailures(evidence)],
  figures: ({ heard, restarts }) => ({
    restarts,
    calls: heard.length,
    whole: heard.filter(({ end }) => end === 'whole').length,
  }),
  sample: (undisturbed) => ({ ...undisturbed, restarts: 0 }),
  plants: [
    ...plantsOf<Evidence>(callPlants.lostFrame, callPlants.settledTwice),
    { bug: 'a refusal in the middle of a rollout', tamper: withRefusal, breaks: [promises.state, NO_FAILURE] },
  ],
});

function judgeFailures({ heard }: Evidence): Finding {
  const failed = heard.filter(({ end }) => end !== 'whole');
  return {
    promise: NO_FAILURE,
    seen: `${heard.length - failed.length} of ${heard.length} whole`,
    breaches: failed.map(({ runId, key, end, note }) => `${runId ?? key} was ${end}: ${note}`),
  };
}

function withRefusal(evidence: Evidence): Evidence {
  const heard = evidence.heard.map((call, index) => (index === 0 ? { ...call, end: 'refused' as const } : call));
  return { ...evidence, heard };
}
