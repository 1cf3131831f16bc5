import { parseArgs } from 'node:util';

export type ClusterOptions = {
  /** What the shell says, for what is asked of the machine itself. */
  host: NodeJS.ProcessEnv;
  kubeconfig: string | undefined;
  namespace: string;
  /** Where the ingress controller listens, `address:port`; undefined: port 80 of the first node. */
  door: string | undefined;
  /** The namespace it runs in, from which alone the gateway may be called. */
  doorNamespace: string;
  /** The GatewayClass of the cluster, for the second door; undefined: it has none. */
  gatewayClass: string | undefined;
  only: readonly string[] | undefined;
  /** A command that takes the file of an image, e.g. `kind load image-archive`; undefined: the cluster has the images. */
  loader: readonly string[] | undefined;
  /** Whether base images are made on this machine: see libs/images. */
  standIns: boolean;
  builder: string | undefined;
  /** Built and loaded before, by an earlier run. */
  hasImages: boolean;
  /** The release stays when the test is over. */
  keep: boolean;
  /** The folder that the report is written to. */
  report: string;
};

/** Throws a sentence when an option is wrong. */
export function readClusterOptions(args: string[], env: NodeJS.ProcessEnv = process.env): ClusterOptions {
  const { values } = parseArgs({
    args,
    options: {
      kubeconfig: { type: 'string' },
      namespace: { type: 'string', default: 'smart-ai-hub-test' },
      door: { type: 'string' },
      'door-namespace': { type: 'string', default: env['DOOR_NAMESPACE'] || 'ingress-nginx' },
      'gateway-class': { type: 'string' },
      only: { type: 'string' },
      builder: { type: 'string' },
      'stand-ins': { type: 'boolean', default: false },
      'has-images': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      report: { type: 'string', default: '.data/cluster-test' },
    },
  });
  const door = values.door ?? (env['DOOR'] || undefined);
  if (door !== undefined && !/^[^:]+:\d+$/.test(door)) throw new Error('--door must be address:port.');
  return {
    host: env,
    kubeconfig: values.kubeconfig,
    namespace: values.namespace,
    door,
    doorNamespace: values['door-namespace'],
    gatewayClass: values['gateway-class'] ?? (env['GATEWAY_CLASS'] || undefined),
    only: values.only?.split(',').map((id) => id.trim().toLowerCase()),
    loader: env['IMAGE_LOADER']?.split(' ').filter((word) => word !== ''),
    builder: values.builder,
    standIns: values['stand-ins'],
    hasImages: values['has-images'],
    keep: values.keep,
    report: values.report,
  };
}
