import { type HelmResult, renderHub } from './helm/run-helm.ts';

const LEAST = 'charts/checks/sets/least.values.yaml';

/** Values that cannot work, by `--set` on top of a production installation, and what the person is told. */
const refusals: readonly { set: string[]; isBare?: boolean; says: RegExp }[] = [
  {
    set: [],
    isBare: true,
    says: /global\.publicUrl is empty: set it to the address[^]*global\.secrets\.existingSecret is empty: make a secret/,
  },
  { set: ['global.publicUrl=http://hub.example.com'], says: /must begin with https:\/\// },
  { set: ['global.publicUrl=hub.example.com'], says: /publicUrl': 'hub.example.com' does not match/ },
  { set: ['global.publicUrls=x'], says: /additional properties 'publicUrls' not allowed/ },
  { set: ['ingress.tls.clusterIssuer='], says: /ingress\.tls is empty: name ingress\.tls\.clusterIssuer/ },
  { set: ['ingress.kind=gateway'], says: /needs ingress\.gateway\.className, .* or ingress\.gateway\.parentRef\.name/ },
  { set: ['global.liveSync=true'], says: /liveSync lets the sources of running pods be replaced: leave it false/ },
  { set: ['ingress.kind=traefik'], says: /must be one of 'ingress', 'gateway'/ },
  { set: ['ingress.limits.api.burst=15'], says: /burst \(15\) must be a multiple of perSecond \(10\)/ },
  {
    set: ['externalSecret.enabled=true'],
    says: /externalSecret needs externalSecret\.storeName and externalSecret\.remoteKey/,
  },
  { set: ['llm-worker.autoscaling.enabled=true'], says: /needs llm-worker\.autoscaling\.prometheusUrl, e\.g\. http/ },
  {
    set: ['api-gateway.autoscaling.enabled=true', 'api-gateway.autoscaling.maxReplicas=1'],
    says: /minReplicas \(2\) is above maxReplicas \(1\)/,
  },
  {
    set: ['llm-worker.config.ANTHROPIC_API_KEY=sk-ant-1'],
    says: /is a secret: put it under the key ANTHROPIC_API_KEY into the secret/,
  },
  { set: ['global.config.JWT_SECRET=x'], says: /global\.config\.JWT_SECRET is a secret/ },
  { set: ['core-service.config.PORT=80'], says: /core-service\.config\.PORT is set by the chart: leave it out/ },
  {
    set: ['mcp-server.config.AUTO_MODELS=a'],
    says: /known by several services, which have to agree: set global\.config\.AUTO_MODELS/,
  },
  { set: ['llm-worker.config.LLM_WORKER_CONCURRENCY=0'], says: /LLM_WORKER_CONCURRENCY': minimum: got 0, want 1/ },
  { set: ['global.config.LOG_LEVEL=loud'], says: /must be one of 'fatal', 'error', 'warn'/ },
  { set: ['api-gateway.config.WS_HEARTBEAT=1'], says: /additional properties 'WS_HEARTBEAT' not allowed/ },
  { set: ['llm-worker.resources.limits.memory=1000000Ki'], says: /write it in Mi or Gi, e\.g\. 512Mi/ },
  { set: ['frontend.replica=3'], says: /additional properties 'replica' not allowed/ },
  { set: ['backup.schedule=daily'], says: /backup\/schedule': 'daily' does not match/ },
];

/** Bad values that were taken, or refused in other words. */
export async function wrongRefusals(helm: string): Promise<string[]> {
  const problems: string[] = [];
  for (const { set, isBare = false, says } of refusals) {
    const result: HelmResult = await renderHub(helm, { values: isBare ? [] : [LEAST], set });
    const name = set.join(' ') || 'no values at all';
    if (result.isOk) problems.push(`${name}: was taken`);
    else if (!says.test(result.stderr))
      problems.push(`${name}: was refused in other words: ${result.stderr.slice(0, 400)}`);
  }
  return problems;
}

export const refusalCount = refusals.length;
