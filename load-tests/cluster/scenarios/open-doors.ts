import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../../chaos/finding.ts';
import { type DoorEvidence, probeDoor } from '../load/probe-door.ts';
import { type Door, HOST } from '../product/door.ts';
import { makeCertificate } from '../product/make-certificate.ts';
import { tags } from '../product/prepare-images.ts';
import { makeTraefikLimits } from '../product/traefik-limits.ts';
import { type ClusterContext, defineScenario } from '../scenario.ts';

/** `hasLimits`: Ingress by its annotations, Gateway API only by what its implementation brings. */
type SeenDoor = DoorEvidence & { hasLimits: boolean };
type Evidence = { doors: SeenDoor[]; hasGateway: boolean };

const SECRET = 'cluster-test-tls';
/** One of each of the door's treatments. */
const ROUTED = ['/api/models', '/api/auth/login', '/login'];
const SETTLED_AFTER = 8;
const ROUTES_DEADLINE_MS = 60_000;
const MIN_CHUNKS = 25;
const MIN_STREAM_SECONDS = 3;
/** Limits as they are by default; the other scenarios raise them, for all their calls come from one address. */
const defaultLimits = [
  'ingress.limits.api.perSecond=10',
  'ingress.limits.api.burst=20',
  'ingress.limits.login.perSecond=5',
  'ingress.limits.login.burst=10',
];

async function collect({ release, door, options }: ClusterContext): Promise<Evidence> {
  await makeCertificate(release.kubectl, SECRET, HOST);
  const secure = [`global.publicUrl=${door.secureUrl}`, `ingress.tls.secretName=${SECRET}`, ...defaultLimits];
  const { gatewayClass } = options;
  await release.upgrade(tags.first, ...secure);
  await waitForRoutes(door);
  const doors = [{ ...(await probeDoor(door, 'Ingress')), hasLimits: true }];
  if (gatewayClass !== undefined) {
    const limits = await makeTraefikLimits(release.kubectl);
    const asGateway = ['ingress.kind=gateway', `ingress.gateway.className=${gatewayClass}`, ...limits];
    await release.upgrade(tags.first, ...secure, ...asGateway);
    await waitForRoutes(door);
    doors.push({ ...(await probeDoor(door, 'Gateway')), hasLimits: limits.length > 0 });
  }
  await release.upgrade(tags.first);
  return { doors, hasGateway: gatewayClass !== undefined };
}

/** A controller takes a moment to give up the routes of one kind for those of the other. Slowly, so that no limit is used up. */
async function waitForRoutes({ secureUrl }: Door): Promise<void> {
  const isRouted = async (path: string): Promise<boolean> => {
    const response = await fetch(`${secureUrl}${path}`);
    await response.body?.cancel();
    return response.status < 500;
  };
  const giveUpAt = Date.now() + ROUTES_DEADLINE_MS;
  for (let inARow = 0; inARow < SETTLED_AFTER && Date.now() < giveUpAt;) {
    await sleep(1_000);
    const answers = await Promise.all(ROUTED.map(isRouted));
    inARow = answers.every(Boolean) ? inARow + 1 : 0;
  }
}

function promise(words: string, seen: unknown, isKept: boolean): Finding {
  const text = typeof seen === 'string' ? seen : JSON.stringify(seen);
  return { promise: words, seen: text, breaches: isKept ? [] : [text] };
}

export function judgeDoor(evidence: SeenDoor): Finding[] {
  const { kind, chunks, streamSeconds, redirect, headers, largeBody, burst, signIns } = evidence;
  const isUnbuffered = chunks >= MIN_CHUNKS && streamSeconds >= MIN_STREAM_SECONDS;
  return [
    promise(`${kind}: signs in`, evidence.isSignedIn, evidence.isSignedIn),
    promise(`${kind}: a stream comes piece by piece`, `${chunks} in ${streamSeconds.toFixed(1)} s`, isUnbuffered),
    promise(`${kind}: a WebSocket carries a whole run`, evidence.isSocketWhole, evidence.isSocketWhole),
    promise(`${kind}: HTTP is sent to HTTPS`, redirect, /^30[18] https:\/\//.test(redirect)),
    promise(
      `${kind}: security headers`,
      headers,
      Object.values(headers).every((value) => value !== undefined),
    ),
    promise(`${kind}: a body above 20 MB is refused`, String(largeBody), largeBody === 413),
    // By the door, or by the hub itself, which counts for all replicas.
    promise(`${kind}: guesses of a password meet the limit`, signIns, (signIns[429] ?? 0) > 0),
    ...(evidence.hasLimits
      ? [
          promise(
            `${kind}: a burst meets the limit`,
            burst,
            (burst[200] ?? 0) >= 20 && (burst[429] ?? burst[503] ?? 0) > 0,
          ),
        ]
      : []),
  ];
}

export const openDoors = defineScenario<Evidence>({
  id: 'doors',
  promise: 'both doors, Ingress and Gateway, carry sign-in, streams, WebSockets, the redirect and the limits (K6)',
  collect,
  judge: ({ doors }) => doors.flatMap(judgeDoor),
  figures: ({ doors, hasGateway }) => ({
    ...(!hasGateway && { Gateway: 'not tried: no --gateway-class was given' }),
    ...Object.fromEntries(
      doors.map(({ kind, chunks, streamSeconds, hasLimits }) => [
        kind,
        `${chunks} pieces in ${streamSeconds.toFixed(1)} s${hasLimits ? '' : '; without limits: the cluster knows none'}`,
      ]),
    ),
  }),
});
