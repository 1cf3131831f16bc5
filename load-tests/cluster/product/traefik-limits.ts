import type { Kubectl } from './kubectl.ts';

const limits = [
  { filters: 'apiFilters', name: 'api-limit', average: 10, burst: 20 },
  { filters: 'loginFilters', name: 'login-limit', average: 5, burst: 10 },
] as const;

/**
 * Gateway API has no limits of calls. Where the cluster knows Traefik's own objects, makes those of docs/operations/doors.md and answers the
 * values that put them on the routes; elsewhere, none.
 */
export async function makeTraefikLimits(kubectl: Kubectl): Promise<string[]> {
  const known = await kubectl.run('get', 'crd', '--output', 'name');
  if (!known.includes('middlewares.traefik.io')) return [];
  for (const { name, average, burst } of limits)
    await kubectl.apply({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name },
      spec: { rateLimit: { average, burst } },
    });
  return limits.flatMap(({ filters, name }) => {
    const filter = `ingress.gateway.${filters}[0]`;
    const reference = { group: 'traefik.io', kind: 'Middleware', name };
    return [
      `${filter}.type=ExtensionRef`,
      ...Object.entries(reference).map(([key, value]) => `${filter}.extensionRef.${key}=${value}`),
    ];
  });
}
