import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const PREFIX = 'nginx.ingress.kubernetes.io/';

const ingressSchema = z.object({
  kind: z.literal('Ingress'),
  metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    tls: z.array(z.unknown()).default([]),
    rules: z.array(
      z.object({
        host: z.string(),
        http: z.object({
          paths: z.array(
            z.object({
              path: z.string(),
              pathType: z.enum(['Exact', 'Prefix']),
              backend: z.object({ service: z.object({ name: z.string() }) }),
            }),
          ),
        }),
      }),
    ),
  }),
});

export type DoorPath = { path: string; isExact: boolean; service: string };
export type DoorRule = {
  name: string;
  host: string;
  isSecure: boolean;
  paths: DoorPath[];
  /** The annotations of ingress-nginx, without their prefix. */
  settings: Record<string, string>;
};

/** The Ingresses of a rendered chart, as ingress-nginx reads them. */
export function readIngressRules(rendered: string): DoorRule[] {
  const objects = parseAllDocuments(rendered).map((document) => document.toJS() as unknown);
  const ingresses = objects.flatMap((object) => ingressSchema.safeParse(object).data ?? []);
  return ingresses.flatMap(({ metadata, spec }) =>
    spec.rules.map(({ host, http }) => ({
      name: metadata.name,
      host,
      isSecure: spec.tls.length > 0,
      paths: http.paths.map(({ path, pathType, backend }) => ({
        path,
        isExact: pathType === 'Exact',
        service: backend.service.name,
      })),
      settings: Object.fromEntries(
        Object.entries(metadata.annotations)
          .filter(([key]) => key.startsWith(PREFIX))
          .map(([key, value]) => [key.slice(PREFIX.length), value]),
      ),
    })),
  );
}
