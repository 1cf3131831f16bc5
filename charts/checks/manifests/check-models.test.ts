import { describe, expect, it } from '@jest/globals';
import { checkModel } from './check-models.ts';
import type { JsonObject } from './manifest.ts';

const check = (apiVersion: string, kind: string, body: JsonObject) =>
  checkModel({ apiVersion, kind, name: 'x', body: { apiVersion, kind, metadata: { name: 'x' }, ...body } });

const pod = (container: JsonObject): JsonObject => ({
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', ...container }] } },
  },
});
const scaling = { scaleTargetRef: { name: 'x' }, triggers: [{ type: 'prometheus', metadata: { anything: 'goes' } }] };

describe('the models of Kubernetes', () => {
  it('take what is right, free maps and lists included', async () => {
    const sound = pod({
      imagePullPolicy: 'Always',
      ports: [{ containerPort: 80 }],
      resources: { limits: { memory: '1Gi' } },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    });
    expect(await check('apps/v1', 'Deployment', sound)).toEqual([]);
    expect(await check('keda.sh/v1alpha1', 'ScaledObject', { spec: scaling })).toEqual([]);
  });

  it.each([
    [
      'a member that is misspelt deep inside',
      pod({ imagePullPolcy: 'Always' }),
      'containers[0].imagePullPolcy does not exist',
    ],
    [
      'one of a probe',
      pod({ livenessProbe: { httpGet: { port: 80, pth: '/' } } }),
      'livenessProbe.httpGet.pth does not exist',
    ],
    ['one at the top', { ...pod({}), sepc: {} }, 'sepc does not exist'],
    ['a text in the place of a number', pod({ ports: [{ containerPort: 'http' }] }), 'containerPort'],
    ['a missing member', { spec: { template: {} } }, 'selector'],
  ])('find %s', async (_, body, problem) => {
    expect((await check('apps/v1', 'Deployment', body)).join()).toContain(problem);
  });

  it('find members that a CRD does not have, and kinds that do not exist', async () => {
    const misspelt = { spec: { ...scaling, maxReplicas: 3 } };
    expect(await check('keda.sh/v1alpha1', 'ScaledObject', misspelt)).toEqual([
      'ScaledObject x: spec.maxReplicas does not exist',
    ]);
    expect(await check('apps/v1', 'Deploiment', {})).toEqual(['Deploiment x: there is no apps/v1 Deploiment']);
    expect(await check('apps/v9', 'Deployment', {})).toEqual(['Deployment x: there is no apps/v9 Deployment']);
  });
});
