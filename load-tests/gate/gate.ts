// `npm run gate`: whether a release that serves may stay, by what Prometheus has seen of it. Exit 0: promote; 1: roll back.
//   npm run gate -- --prometheus http://prometheus:9090 --pods 'namespace="hub",pod=~"hub-api-gateway-canary-.*"' [--window 10m] [--min-requests 50]
import { print } from '../print.ts';
import { judgeRelease } from './judge-release.ts';
import { measureRelease } from './measure-release.ts';
import { readGateOptions } from './config.ts';

const QUERY_TIMEOUT_MS = 15_000;

const { prometheus: url, authorization, pods, window, minRequests } = readGateOptions(process.argv.slice(2));
const prometheus = { url, authorization, timeoutMs: QUERY_TIMEOUT_MS };
const { decision, lines } = judgeRelease(
  await measureRelease(prometheus, { pods, window }, { minRequests, tell: print }),
);
for (const line of lines) print(line);
print(decision);
process.exitCode = decision === 'promote' ? 0 : 1;
