import { describe, expect, it } from '@jest/globals';
import type { Kubectl } from './kubectl.ts';
import { makeTraefikLimits } from './traefik-limits.ts';

const clusterWith = (crds: string) => {
  const applied: object[] = [];
  const run = () => Promise.resolve(crds);
  const apply = (manifest: object) => Promise.resolve(void applied.push(manifest));
  return { applied, kubectl: { run, apply } as Partial<Kubectl> as Kubectl };
};

describe("the limits of Gateway API's door", () => {
  it("are Traefik's objects, put on the routes by the chart's filters, where the cluster knows them", async () => {
    const { applied, kubectl } = clusterWith('crd/gateways.gateway.networking.k8s.io\ncrd/middlewares.traefik.io\n');
    const settings = await makeTraefikLimits(kubectl);
    expect(applied).toMatchObject([
      { metadata: { name: 'api-limit' }, spec: { rateLimit: { average: 10, burst: 20 } } },
      { metadata: { name: 'login-limit' }, spec: { rateLimit: { average: 5, burst: 10 } } },
    ]);
    expect(settings).toHaveLength(8);
    expect(settings).toContain('ingress.gateway.loginFilters[0].extensionRef.name=login-limit');
  });

  it('are none elsewhere', async () => {
    const { applied, kubectl } = clusterWith('crd/gateways.gateway.networking.k8s.io\n');
    expect([await makeTraefikLimits(kubectl), applied]).toEqual([[], []]);
  });
});
