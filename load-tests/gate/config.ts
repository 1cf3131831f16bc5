import { parseArgs } from 'node:util';
import { z } from 'zod';

const settingsSchema = z.object({
  prometheus: z.url('--prometheus must be its URL'),
  pods: z.string().min(1, '--pods must be label matchers, e.g. namespace="hub"'),
  window: z.string().regex(/^\d+[smh]$/, '--window must be a duration such as 10m'),
  minRequests: z.coerce.number().int().min(1, '--min-requests must be at least 1'),
  authorization: z.string().min(1).optional(),
});

export type GateOptions = z.output<typeof settingsSchema>;

/** Throws a sentence for whatever is missing. The secret comes by environment, which no list of processes shows. */
export function readGateOptions(args: string[], env: NodeJS.ProcessEnv = process.env): GateOptions {
  const { values } = parseArgs({
    args,
    options: {
      prometheus: { type: 'string' },
      pods: { type: 'string' },
      window: { type: 'string', default: '10m' },
      'min-requests': { type: 'string', default: '50' },
    },
  });
  return settingsSchema.parse({
    prometheus: values.prometheus ?? '',
    pods: values.pods ?? '',
    window: values.window,
    minRequests: values['min-requests'],
    authorization: env['PROMETHEUS_AUTHORIZATION'] || undefined,
  });
}
