import { deadPeers, type DeadPeersReport } from '../dead-peers.ts';
import { defineScenario } from '../scenario.ts';

/** The quick profile asks a gateway that pings six times as often; the full one waits as long as people would. */
type Size = { peers: number; heartbeatMs: number; timeoutMs: number };
type Evidence = DeadPeersReport & { leastSeconds: number; mostSeconds: number };

const GONE = 'peers that answer no ping are gone in time, and not before';
const LIVES = 'a peer that answers stays';

export const silencePeers = defineScenario<Size, Evidence>({
  id: 'R9',
  promise: 'WebSocket peers that answer no ping are given up after 60 to 90 s, living ones never',
  quick: { peers: 10, heartbeatMs: 5_000, timeoutMs: 10_000 },
  full: { peers: 100, heartbeatMs: 30_000, timeoutMs: 60_000 },
  async collect({ product }, { peers, heartbeatMs, timeoutMs }) {
    const gateway = product.member('api-gateway-2');
    const restart = async (settings: Record<string, string>) => {
      await gateway.stop();
      await gateway.start(settings);
    };
    await restart({ WS_HEARTBEAT_INTERVAL: String(heartbeatMs), WS_CONNECTION_TIMEOUT: String(timeoutMs) });
    try {
      const report = await deadPeers({ hubUrl: product.gateways[1], peers, deadlineMs: 2 * (heartbeatMs + timeoutMs) });
      return { ...report, leastSeconds: timeoutMs / 1_000, mostSeconds: (timeoutMs + heartbeatMs) / 1_000 };
    } finally {
      await restart({});
    }
  },
  judge: ({ peers, goneAfterSeconds, isLivingPeerThere, leastSeconds, mostSeconds }) => {
    const wrong = goneAfterSeconds.filter((seconds) => seconds < leastSeconds || seconds > mostSeconds + SLACK_SECONDS);
    const missing = peers - goneAfterSeconds.length;
    return [
      {
        promise: GONE,
        seen: `${goneAfterSeconds.length} of ${peers} gone within ${leastSeconds} to ${mostSeconds} s`,
        breaches: [
          ...wrong.map((seconds) => `one was gone after ${seconds.toFixed(1)} s`),
          ...(missing === 0 ? [] : [`${missing} are still there`]),
        ],
      },
      {
        promise: LIVES,
        seen: isLivingPeerThere ? 'it is there' : 'it is gone',
        breaches: isLivingPeerThere ? [] : ['it'],
      },
    ];
  },
  figures: ({ peers, goneAfterSeconds }) => ({
    peers,
    first: `${Math.min(...goneAfterSeconds).toFixed(1)} s`,
    last: `${Math.max(...goneAfterSeconds).toFixed(1)} s`,
  }),
  measures: ({ goneAfterSeconds, mostSeconds }) => [
    {
      name: 'R9: a dead peer of a WebSocket is gone',
      seen: Math.max(...goneAfterSeconds),
      promised: mostSeconds,
      unit: 's',
    },
  ],
  sample: () => ({ peers: 1, goneAfterSeconds: [70], isLivingPeerThere: true, leastSeconds: 60, mostSeconds: 90 }),
  plants: [
    { bug: 'a peer that stays', tamper: (report) => ({ ...report, goneAfterSeconds: [] }), breaks: [GONE] },
    { bug: 'a peer that goes too soon', tamper: (report) => ({ ...report, goneAfterSeconds: [3] }), breaks: [GONE] },
    { bug: 'a living peer that goes', tamper: (report) => ({ ...report, isLivingPeerThere: false }), breaks: [LIVES] },
  ],
});

/** Of a machine that does other things as well. */
const SLACK_SECONDS = 2;
