import type { JsonSchema } from './json-schema.ts';

const text = (pattern: string): JsonSchema => ({ type: 'string', pattern });
const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values });
const whole = (minimum: number, maximum?: number): JsonSchema => ({
  type: 'integer',
  minimum,
  ...(maximum !== undefined && { maximum }),
});
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const anything: JsonSchema = { type: 'object' };
const labels: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
const objects = listOf({ type: 'object' });

const NAME = '[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?';
const name = text(`^${NAME}$`);
const nameOrEmpty = text(`^(${NAME})?$`);
const digest = text('^(sha256:[0-9a-f]{64})?$');
const quantity = (units: string): JsonSchema => ({
  type: ['string', 'number'],
  pattern: `^[0-9]+(\\.[0-9]+)?(${units})?$`,
});
const amounts = (limits: boolean): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: {
    cpu: {
      ...quantity('m'),
      description: limits ? 'Most CPU; better none: a limit slows down what could run.' : 'CPU that is set aside.',
    },
    memory: {
      ...quantity('Ki|Mi|Gi'),
      description: limits ? 'A process above it is ended.' : 'Memory that is set aside.',
    },
    'ephemeral-storage': { ...quantity('Ki|Mi|Gi'), description: 'Space for temporary files.' },
  },
});
const resources: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'What the scheduler sets aside for a container, and what it may take at most.',
  properties: { requests: amounts(false), limits: amounts(true) },
};

/** What a value may be, where its default does not say enough. By path; `*` stands for one step. */
export const valueShapes: Record<string, JsonSchema> = {
  'global.publicUrl': text('^(https?://[^/\\s]+/?)?$'),
  'global.image.pullPolicy': oneOf('IfNotPresent', 'Always', 'Never'),
  'global.image.pullSecrets': listOf(name),
  'global.secrets.existingSecret': nameOrEmpty,
  'global.secrets.revision': { type: ['integer', 'string'] },
  'global.simulator': oneOf('auto', 'on', 'off'),
  'global.canary.replicas': whole(1, 100),
  'global.tracing.endpoint': text('^(https?://\\S+)?$'),
  'global.tracing.to': objects,
  'global.tracing.port': whole(1, 65_535),
  'global.monitoring.interval': text('^[0-9]+(s|m)$'),
  'global.monitoring.labels': labels,
  'global.networkPolicy.*.from': objects,
  'global.networkPolicy.*.to': objects,
  'global.networkPolicy.*.port': whole(1, 65_535),
  'externalSecret.storeKind': oneOf('SecretStore', 'ClusterSecretStore'),
  'externalSecret.refreshInterval': text('^[0-9]+(s|m|h)$'),
  'migrations.secretKey': text('^[A-Z][A-Z0-9_]*$'),
  'migrations.timeoutSeconds': whole(10, 86_400),
  'ingress.kind': oneOf('ingress', 'gateway'),
  'ingress.annotations': labels,
  'ingress.tls.*': nameOrEmpty,
  'ingress.limits.*.*': whole(1, 100_000),
  'ingress.limits.bodySize': text('^[0-9]+[km]$'),
  'ingress.streamTimeoutSeconds': whole(60, 86_400),
  'ingress.gateway.*Filters': objects,
  'ingress.gateway.*Listener': name,
  'evaluation.*.storage': quantity('Mi|Gi|Ti'),
  'backup.storage': quantity('Mi|Gi|Ti'),
  'backup.schedule': text('^(\\S+ ){4}\\S+$'),
  'backup.secretKey': text('^[A-Z][A-Z0-9_]*$'),
  'backup.keep': whole(1, 1_000),
  'backup.restoreFile': text('^(latest|[A-Za-z0-9._-]+\\.dump)$'),
  replicas: whole(0, 1_000),
  'global.migrationsImage.digest': digest,
  'image.digest': digest,
  secretKeys: { type: 'object', additionalProperties: text('^[A-Za-z0-9._-]+$') },
  'drain.preStopSeconds': whole(0, 300),
  'drain.timeoutSeconds': whole(1, 3_600),
  'autoscaling.minReplicas': whole(1, 1_000),
  'autoscaling.maxReplicas': whole(1, 1_000),
  'autoscaling.cpuPercent': whole(1, 1_000),
  'autoscaling.scaleDownSeconds': whole(0, 3_600),
  'autoscaling.oldestWaitSeconds': whole(1, 600),
  'autoscaling.prometheusUrl': text('^(https?://\\S+)?$'),
  'disruption.maxUnavailable': { type: ['integer', 'string'], pattern: '^[0-9]+%$', minimum: 1 },
  'node.heapPercent': whole(20, 85),
  'node.threads': whole(1, 128),
  nodeSelector: labels,
  tolerations: objects,
  affinity: anything,
  podAnnotations: labels,
  podLabels: labels,
  extraEgress: objects,
  extraIngress: objects,
  resources,
  '*.resources': resources,
  '*.*.resources': resources,
};

const patterns = Object.entries(valueShapes).map(([path, shape]) => {
  const source = path.replaceAll('.', '\\.').replaceAll('*', '[^.]+');
  return [new RegExp(`^${source}$`), shape] as const;
});

export const shapeAt = (path: string): JsonSchema | undefined => patterns.find(([pattern]) => pattern.test(path))?.[1];
