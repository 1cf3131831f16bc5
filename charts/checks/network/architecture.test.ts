import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, type Manifest, parseManifests } from '../manifests/manifest.ts';
import { differencesFromArchitecture } from './architecture.ts';

const rendered = (name: string) =>
  parseManifests(readFileSync(join(import.meta.dirname, `../../renderings/${name}.yaml`), 'utf8'));

const changed = (manifests: readonly Manifest[], name: string, change: (spec: JsonObject) => JsonObject): Manifest[] =>
  manifests.map((manifest) =>
    manifest.kind === 'NetworkPolicy' && manifest.name === name
      ? { ...manifest, body: { ...manifest.body, spec: change(manifest.body['spec'] as JsonObject) } }
      : manifest,
  );

describe.each(['least', 'evaluation'])('the policies of %s', (name) => {
  const manifests = rendered(name);

  it('let through the arrows of the architecture, and nothing else', () => {
    expect(differencesFromArchitecture(manifests)).toEqual([]);
  });

  it('are found wanting when one is missing', () => {
    const missing = manifests.filter(
      ({ kind, name: policy }) => kind !== 'NetworkPolicy' || policy !== 'hub-llm-worker',
    );
    const found = differencesFromArchitecture(missing);
    expect(found).toContain('llm-worker → internet:443 is closed and should be open');
    expect(found).toContain('llm-worker cannot look up names');
  });

  it('are found wanting when the gateway reaches the internet', () => {
    const open = changed(manifests, 'hub-api-gateway', ({ egress, ...spec }) => ({
      ...spec,
      egress: [...(egress as JsonObject[]), { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }],
    }));
    expect(differencesFromArchitecture(open)).toEqual(['api-gateway → internet:443 is open and should not be']);
  });

  it('are found wanting when a rule without peers lets everybody in', () => {
    const open = changed(manifests, 'hub-auth-service', (spec) => ({
      ...spec,
      ingress: [{ ports: [{ port: 3001 }] }],
    }));
    expect(differencesFromArchitecture(open)).toContain('stranger → auth-service:3001 is open and should not be');
  });

  it('are found wanting when only the egress side knows of an arrow', () => {
    const closed = changed(manifests, 'hub-mcp-server', (spec) => ({ ...spec, ingress: [] }));
    expect(differencesFromArchitecture(closed)).toContain('api-gateway → mcp-server:3003 is closed and should be open');
  });
});

it('without any policy everybody reaches everybody, which is found', () => {
  const none = rendered('least').filter(({ kind }) => kind !== 'NetworkPolicy');
  expect(differencesFromArchitecture(none)).toContain('stranger → core-service:3002 is open and should not be');
});
